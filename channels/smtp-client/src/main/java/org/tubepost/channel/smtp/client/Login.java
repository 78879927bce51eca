// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.tubepost.api.message.Reply;
import org.tubepost.auth.scram.ScramClient;
import org.tubepost.auth.scram.ScramHash;
import org.tubepost.channel.smtp.client.Accounts.Account;
import org.tubepost.wire.smtp.CommandWriter;
import org.tubepost.wire.smtp.ServerReply;

/**
 * Logs in with AUTH (RFC 4954): SCRAM (RFC 5802, RFC 7677), with channel binding where there is TLS
 * 1.2 and the server can, then PLAIN (RFC 4616) or LOGIN under TLS, CRAM-MD5 (RFC 2195) also
 * without. A password never goes out in clear.
 */
final class Login {
    private static final List<String> BOUND = List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS");
    private static final List<String> UNDER_TLS =
            List.of("SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN", "CRAM-MD5");
    private static final List<String> IN_CLEAR =
            List.of("SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5");

    private final ClientSession session;
    private final Account account;

    Login(ClientSession session, Account account) {
        this.session = session;
        this.account = account;
    }

    /**
     * The best mechanism that both sides have.
     *
     * @param binds the TLS connection has what channel binding needs
     */
    static Optional<String> mechanism(List<String> offered, boolean encrypted, boolean binds) {
        Stream<String> known = (encrypted ? UNDER_TLS : IN_CLEAR).stream();
        return (binds ? Stream.concat(BOUND.stream(), known) : known)
                .filter(offered::contains)
                .findFirst();
    }

    /**
     * Logs in.
     *
     * @return the refusal; empty after success
     */
    Optional<Reply> run() throws SessionFailure {
        Optional<String> mechanism =
                mechanism(
                        session.capabilities().mechanisms(),
                        !session.tls().isEmpty(),
                        session.channelBinding().isPresent());
        if (mechanism.isEmpty()) {
            return Optional.of(Reply.of(451, "4.7.0", "no mechanism for a login in common"));
        }
        ServerReply answer =
                switch (mechanism.get()) {
                    case "PLAIN" -> plain();
                    case "LOGIN" -> login();
                    case "CRAM-MD5" -> cramMd5();
                    default -> scram(mechanism.get());
                };
        return answer.isPositive() ? Optional.empty() : Optional.of(answer.toReply());
    }

    private ServerReply scram(String mechanism) throws SessionFailure {
        Optional<byte[]> binding = session.channelBinding();
        boolean plus = mechanism.endsWith("-PLUS");
        try {
            ScramClient client =
                    new ScramClient(
                            ScramHash.of(mechanism).orElseThrow(),
                            account.user(),
                            account.password(),
                            plus ? binding : Optional.empty(),
                            binding.isPresent());
            ServerReply answer = session.ask("AUTH", CommandWriter.auth(mechanism, client.first()));
            if (!answer.isIntermediate()) {
                return answer;
            }
            byte[] proof = client.answer(decoded(answer));
            answer = session.ask("AUTH", CommandWriter.authResponse(proof));
            if (!answer.isIntermediate()) {
                // Success without the server's signature: it may not know the password.
                return answer.isPositive() ? refused("server has not proved itself") : answer;
            }
            client.verify(decoded(answer));
            return session.ask("AUTH", CommandWriter.authResponse(new byte[0]));
        } catch (IllegalArgumentException dishonest) {
            return refused(mechanism + ": " + dishonest.getMessage());
        }
    }

    private static ServerReply refused(String why) throws SessionFailure {
        throw new SessionFailure(Reply.of(451, "4.7.0", why), new IllegalArgumentException(why));
    }

    private static byte[] decoded(ServerReply challenge) {
        return Base64.getDecoder().decode(challenge.lines().get(0).trim());
    }

    private ServerReply plain() throws SessionFailure {
        byte[] response = octets("\0" + account.user() + "\0" + account.password());
        return session.ask("AUTH", CommandWriter.auth("PLAIN", response));
    }

    private ServerReply login() throws SessionFailure {
        ServerReply answer = session.ask("AUTH", CommandWriter.auth("LOGIN", null));
        for (String word : List.of(account.user(), account.password())) {
            if (!answer.isIntermediate()) {
                return answer;
            }
            answer = session.ask("AUTH", CommandWriter.authResponse(octets(word)));
        }
        return answer;
    }

    private ServerReply cramMd5() throws SessionFailure {
        ServerReply answer = session.ask("AUTH", CommandWriter.auth("CRAM-MD5", null));
        if (!answer.isIntermediate()) {
            return answer;
        }
        return session.ask("AUTH", CommandWriter.authResponse(digest(answer)));
    }

    private byte[] digest(ServerReply challenge) throws SessionFailure {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(octets(account.password()), "HmacMD5"));
            byte[] sum = mac.doFinal(decoded(challenge));
            return octets(account.user() + " " + HexFormat.of().formatHex(sum));
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            throw new SessionFailure(
                    Reply.of(451, "4.7.0", "challenge of CRAM-MD5 is malformed"), malformed);
        }
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
