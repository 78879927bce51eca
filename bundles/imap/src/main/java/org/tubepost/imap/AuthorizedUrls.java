// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.tubepost.api.config.SiteHosts;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.MessageUrls;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.wire.imap.AuthorizedUrl;
import org.tubepost.wire.imap.AuthorizedUrl.Access;
import org.tubepost.wire.imap.AuthorizedUrl.Verifier;
import org.tubepost.wire.imap.BadCommandException;

/**
 * Makes authorized URLs and follows them (RFC 4467). The token of the mechanism INTERNAL is an
 * octet that tells how it was made, and HMAC-SHA-256 of the rump under the user's access key for
 * the folder. Why a URL is worth nothing is never said. Thread-safe.
 */
final class AuthorizedUrls implements MessageUrls {
    /** The one mechanism. */
    static final String INTERNAL = "INTERNAL";

    private static final byte HMAC_SHA_256 = 1;
    private static final String ALGORITHM = "HmacSHA256";

    private final Rooms rooms;
    private final String hostName;
    private final String submissionServer;
    private final Clock clock;

    /**
     * URLs of a host.
     *
     * @param hostName its name; the site's other names are in the configuration
     * @param submissionServer login name of other submission servers; empty for none
     * @param clock tells what has expired
     */
    AuthorizedUrls(Rooms rooms, String hostName, String submissionServer, Clock clock) {
        this.rooms = rooms;
        this.hostName = hostName;
        this.submissionServer = submissionServer;
        this.clock = clock;
    }

    @Override
    public String host() {
        return hostName;
    }

    @Override
    public Opened open(Identity submitter, String url) throws StoreException {
        Lease<MessageStore> store =
                rooms.store().orElseThrow(() -> unavailable("The store is away", null));
        try {
            return follow(store.service(), submitter, true, url).holding(store);
        } catch (StoreException | RuntimeException refused) {
            store.close();
            throw refused;
        }
    }

    /**
     * Makes a URL of a rump.
     *
     * @throws BadCommandException if it is no rump, of another host or user, or of no mailbox
     */
    String make(MessageStore store, Identity who, String rump)
            throws StoreException, BadCommandException {
        AuthorizedUrl url = AuthorizedUrl.parse(rump);
        if (url.verifier().isPresent()) {
            throw new BadCommandException("This URL is authorized already");
        }
        if (!isHere(url.host()) || !isName(who, url.user())) {
            throw new BadCommandException("This is not a URL of yours on this server");
        }
        try {
            byte[] key = store.accessKeys().key(who, folder(store, who, url));
            return url.with(new Verifier(INTERNAL, token(key, url)));
        } catch (StoreException refused) {
            if (refused.code() == Code.UNAVAILABLE) {
                throw refused;
            }
            throw new BadCommandException("There is no such mailbox");
        }
    }

    /**
     * Opens what a URL names.
     *
     * @param submits the follower is a user whose message this submission server takes
     * @throws StoreException as in {@link MessageUrls#open}
     */
    FollowedUrl follow(MessageStore store, Identity who, boolean submits, String written)
            throws StoreException {
        AuthorizedUrl url;
        try {
            url = AuthorizedUrl.parse(written);
        } catch (BadCommandException malformed) {
            throw new StoreException(Code.CANNOT, "This is not an authorized URL", malformed);
        }
        if (!isHere(url.host())) {
            throw new StoreException(Code.NOPERM, "This is a URL of another system");
        }
        boolean expired = url.expires().filter(e -> !clock.instant().isBefore(e)).isPresent();
        if (expired || !mayFollow(url.access(), who, submits)) {
            throw nothing();
        }
        Identity owner = isName(who, url.user()) ? inGroups(who, submits) : account(url.user());
        try {
            MailboxName folder = folder(store, owner, url);
            if (!isGenuine(store.accessKeys().known(owner, folder), url)) {
                throw nothing();
            }
            return FollowedUrl.open(store.open(owner, folder, true), url.message());
        } catch (StoreException refused) {
            throw switch (refused.code()) {
                case UNAVAILABLE, CORRUPTION -> refused;
                default -> nothing();
            };
        } catch (IOException unreadable) {
            throw unavailable("The message cannot be read", unreadable);
        }
    }

    private static MailboxName folder(MessageStore store, Identity who, AuthorizedUrl url)
            throws StoreException {
        return Namespaces.of(who, store).folder(url.message().mailbox().orElseThrow());
    }

    private boolean mayFollow(Access access, Identity who, boolean submits) throws StoreException {
        return switch (access.kind()) {
            case ANONYMOUS, AUTHUSER -> true;
            case USER -> !submits && isSame(who, access.user());
            case SUBMIT ->
                    submits
                            ? isSame(who, access.user())
                            : !submissionServer.isEmpty() && isName(who, submissionServer);
        };
    }

    private static boolean isName(Identity who, String user) {
        return user.equalsIgnoreCase(who.id()) || user.equalsIgnoreCase(who.login());
    }

    private boolean isSame(Identity who, String user) throws StoreException {
        return isName(who, user) || account(user).id().equalsIgnoreCase(who.id());
    }

    /** A submission server does not ask for the groups of those who log in. */
    private Identity inGroups(Identity who, boolean submits) throws StoreException {
        return submits && who.account().isPresent()
                ? asked(directory -> who.inGroups(directory.memberships(who.account().get())))
                : who;
    }

    /** A user who need not have logged in; their rights are those of now. */
    private Identity account(String user) throws StoreException {
        return asked(
                directory -> {
                    Account account =
                            directory
                                    .login(user)
                                    .filter(a -> a.status().allowsLogin())
                                    .orElseThrow(AuthorizedUrls::nothing);
                    return Identity.of(account, user, directory.memberships(account));
                });
    }

    private interface Question {
        Identity ask(Directory directory) throws DirectoryUnavailableException, StoreException;
    }

    private Identity asked(Question question) throws StoreException {
        Lease<Directory> lease =
                rooms.directory().orElseThrow(() -> unavailable("The directory is away", null));
        try (lease) {
            return question.ask(lease.service());
        } catch (DirectoryUnavailableException nobodyKnows) {
            throw unavailable("The directory does not answer", nobodyKnows);
        }
    }

    private boolean isHere(String host) {
        return host.equalsIgnoreCase(hostName)
                || rooms.generation()
                        .filter(generation -> new SiteHosts(generation).isHere(host))
                        .isPresent();
    }

    private static boolean isGenuine(Optional<byte[]> key, AuthorizedUrl url) {
        return key.isPresent()
                && url.verifier()
                        .filter(v -> v.mechanism().equals(INTERNAL))
                        .filter(v -> MessageDigest.isEqual(token(key.get(), url), v.token()))
                        .isPresent();
    }

    private static byte[] token(byte[] key, AuthorizedUrl url) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            byte[] token = new byte[1 + mac.getMacLength()];
            token[0] = HMAC_SHA_256;
            mac.update(url.rump().getBytes(StandardCharsets.US_ASCII));
            mac.doFinal(token, 1);
            return token;
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    private static StoreException nothing() {
        return new StoreException(Code.NONEXISTENT, "The URL names nothing that you may have");
    }

    private static StoreException unavailable(String text, Throwable cause) {
        return new StoreException(Code.UNAVAILABLE, text, cause);
    }
}
