// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.Reply;
import org.tubepost.api.protocol.Connector;
import org.tubepost.api.security.TlsContexts;
import org.tubepost.channel.smtp.client.Accounts.Account;
import org.tubepost.channel.smtp.client.ChannelRules.SaslUse;
import org.tubepost.channel.smtp.client.ChannelRules.TlsUse;

/** Opens sessions up to the point where a message can be sent: greeting, EHLO, TLS, login. */
final class Openings {
    private static final Logger LOG = LoggerFactory.getLogger(Openings.class);

    private final Rooms rooms;
    private final SmtpClientSettings settings;
    private final String ownName;
    private final ChannelRules rules;
    private final String channel;
    private final Route route;
    private final Accounts accounts;
    private final Instant deadline;

    Openings(
            Rooms rooms,
            SmtpClientSettings settings,
            String ownName,
            String channel,
            ChannelRules rules,
            Route route,
            Accounts accounts,
            Instant deadline) {
        this.channel = channel;
        this.route = route;
        this.accounts = accounts;
        this.rooms = rooms;
        this.settings = settings;
        this.ownName = ownName;
        this.rules = rules;
        this.deadline = deadline;
    }

    /** What another message must share with one of this delivery to go over its connection. */
    IdleSessions.Key key(Target target) throws IOException {
        return new IdleSessions.Key(
                rules, target, policy(target), rules.sasl() == SaslUse.NEVER ? "" : route.domain());
    }

    private TlsPolicy policy(Target target) throws IOException {
        Optional<String> said;
        try {
            said =
                    rooms.probe(
                            TlsPolicy.TABLE, channel + "|" + route.domain() + "|" + target.name());
        } catch (UncheckedIOException away) {
            throw new IOException("TLS policy: " + away.getMessage(), away);
        }
        TlsPolicy otherwise =
                new TlsPolicy(
                        rules.tls(),
                        rules.tls() == TlsUse.REQUIRED && settings.verifyCertificates(),
                        "");
        if (said.isEmpty()) {
            return otherwise;
        }
        return TlsPolicy.parse(said.get())
                .orElseThrow(
                        () -> new IOException(TlsPolicy.TABLE + " gives no policy: " + said.get()));
    }

    /**
     * A session that is ready for a message.
     *
     * @throws SessionFailure with what is to be said to those whose message waits
     */
    ClientSession open(IdleSessions.Key key) throws IOException {
        return open(key.target(), key.tls(), key.tls().use());
    }

    private ClientSession open(Target target, TlsPolicy policy, TlsUse use)
            throws SessionFailure, IOException {
        ClientSession session = connect(target);
        boolean done = false;
        try {
            session.deadline(deadline);
            session.hide(rules.hidden());
            session.greet(ownName);
            checkLoop(session);
            if (use != TlsUse.NEVER && !encrypt(session, policy)) {
                session.close();
                session = open(target, policy, TlsUse.NEVER);
            } else {
                logIn(session);
            }
            done = true;
            return session;
        } finally {
            if (!done) {
                session.close();
            }
        }
    }

    /** An exchanger that answers with our own name is ourselves under another name. */
    private void checkLoop(ClientSession session) throws SessionFailure {
        if (route.exchangers() && session.serverName().equalsIgnoreCase(ownName)) {
            throw new SessionFailure(
                    Reply.of(
                            554,
                            "5.4.6",
                            "mail for "
                                    + route.domain()
                                    + " loops back to this host: "
                                    + session.target()
                                    + " says that it is "
                                    + ownName));
        }
    }

    private void logIn(ClientSession session) throws IOException {
        if (rules.sasl() == SaslUse.NEVER) {
            return;
        }
        boolean required = rules.sasl() == SaslUse.REQUIRED;
        Optional<Account> account;
        try {
            account =
                    accounts.find(
                            rules.account()
                                    .map(List::of)
                                    .orElse(List.of(session.target().name(), route.domain())));
        } catch (IOException unreadable) {
            throw new SessionFailure(
                    Reply.of(451, "4.7.0", "accounts: " + unreadable.getMessage()), unreadable);
        }
        Optional<Reply> refusal =
                account.isPresent()
                        ? new Login(session, account.get()).run()
                        : Optional.of(Reply.of(451, "4.7.0", "there is no account for it"));
        if (refusal.isPresent() && required) {
            throw new SessionFailure(
                    Reply.of(
                            451,
                            "4.7.0",
                            "login at " + session.target() + " failed: " + refusal.get()));
        }
        refusal.ifPresent(r -> LOG.info("{}: not logged in: {}", session.target(), r));
    }

    /** False when TLS failed and the message may go in clear, over a new connection. */
    private boolean encrypt(ClientSession session, TlsPolicy policy)
            throws SessionFailure, IOException {
        boolean required = policy.use() == TlsUse.REQUIRED;
        if (!session.capabilities().has("STARTTLS")) {
            if (required) {
                throw new SessionFailure(
                        Reply.of(451, "4.7.4", session.target() + " does not offer STARTTLS"));
            }
            return true;
        }
        String name = policy.name().isEmpty() ? session.target().name() : policy.name();
        try (Lease<TlsContexts> contexts = rooms.tls()) {
            Optional<Reply> refusal =
                    session.startTls(
                            contexts.service().clientContext(policy.verify()),
                            name,
                            policy.verify(),
                            ownName);
            if (refusal.isPresent() && required) {
                throw new SessionFailure(
                        Reply.of(451, "4.7.4", "STARTTLS was refused: " + refusal.get()));
            }
            return true;
        } catch (SessionFailure failure) {
            if (required) {
                throw failure;
            }
            LOG.info(
                    "{}: TLS failed, going on in clear: {}",
                    session.target(),
                    failure.getMessage());
            return false;
        }
    }

    private ClientSession connect(Target target) throws IOException {
        Duration time = Duration.ofSeconds(settings.connectSeconds());
        try (Lease<Connector> connector = rooms.connector()) {
            InetSocketAddress remote = target.address();
            Optional<InetAddress> local = rules.local().filter(l -> isSameFamily(l, remote));
            return new ClientSession(
                    target,
                    local.isPresent()
                            ? connector.service().connect(remote, local.get(), time)
                            : connector.service().connect(remote, time),
                    rules.dialect(),
                    Duration.ofSeconds(settings.replySeconds()));
        } catch (IOException unreachable) {
            throw new SessionFailure(
                    Reply.of(
                            451,
                            "4.4.1",
                            "cannot connect to " + target + ": " + unreachable.getMessage()),
                    unreachable);
        }
    }

    private static boolean isSameFamily(InetAddress local, InetSocketAddress remote) {
        return local.getAddress().length == remote.getAddress().getAddress().length;
    }
}
