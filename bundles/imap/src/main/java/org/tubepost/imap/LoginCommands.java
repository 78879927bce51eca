// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.Authenticator;
import org.tubepost.api.security.SaslExchange;
import org.tubepost.imap.Features.Feature;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.Tokens;

/** Commands that need no login, and the login itself (RFC 3501 sections 6.1 and 6.2). */
final class LoginCommands {
    private final Client client;

    LoginCommands(Client client) {
        this.client = client;
    }

    Next capability(Tokens arguments) throws BadCommandException {
        arguments.end();
        client.out().line("* CAPABILITY " + Capabilities.of(client));
        return new Next.Done("OK CAPABILITY completed");
    }

    Next noop(Tokens arguments) throws BadCommandException {
        arguments.end();
        return new Next.Done("OK NOOP completed");
    }

    Next logout(Tokens arguments) throws BadCommandException {
        arguments.end();
        return new Next.Logout();
    }

    /** RFC 2971: tells our name, not our version; the client's words are not kept. */
    Next id(Tokens arguments) throws BadCommandException {
        arguments.space();
        if (!arguments.skipWord("NIL")) {
            arguments.expect('(');
            boolean first = true;
            while (!arguments.skip(')')) {
                if (!first) {
                    arguments.space();
                }
                first = false;
                arguments.string();
                arguments.space();
                arguments.nstring();
            }
        }
        arguments.end();
        client.out().line("* ID (\"name\" \"Tubepost\")");
        return new Next.Done("OK ID completed");
    }

    /** RFC 5161. */
    Next enable(Tokens arguments) throws BadCommandException {
        Set<Feature> enabled = new LinkedHashSet<>();
        do {
            arguments.space();
            Feature.named(arguments.word()).ifPresent(enabled::add);
        } while (!arguments.atEnd());
        enabled.forEach(client.features()::enable);
        StringBuilder line = new StringBuilder("* ENABLED");
        enabled.forEach(f -> line.append(' ').append(f.written()));
        client.out().line(line.toString());
        return new Next.Done("OK ENABLE completed");
    }

    Next startTls(Tokens arguments) throws BadCommandException {
        arguments.end();
        if (!client.offersTls()) {
            throw new BadCommandException("STARTTLS is not offered");
        }
        return new Next.StartTls();
    }

    /** RFC 4978. */
    Next compress(Tokens arguments) throws BadCommandException {
        arguments.space();
        String mechanism = arguments.word();
        arguments.end();
        if (!mechanism.equals("DEFLATE")) {
            return new Next.Done("NO [CANNOT] Only DEFLATE is known");
        }
        return client.out().isCompressed()
                ? new Next.Done("NO [COMPRESSIONACTIVE] DEFLATE is active already")
                : new Next.Compress();
    }

    Next login(Tokens arguments) throws BadCommandException {
        arguments.space();
        String name = arguments.text();
        arguments.space();
        byte[] password = arguments.astring();
        arguments.end();
        try (Lease<Authenticator> authenticator = client.rooms().authenticator().orElse(null)) {
            if (authenticator == null) {
                return unavailable();
            }
            if (!authenticator.service().allowsPlainText(client.context())) {
                return new Next.Done("NO [PRIVACYREQUIRED] Begin TLS first");
            }
            return outcome(authenticator.service().login(name, password, client.context()));
        }
    }

    /** With an initial response (RFC 4959) or without. */
    Next authenticate(Tokens arguments) throws IOException, BadCommandException {
        arguments.space();
        String mechanism = arguments.word();
        Optional<byte[]> initial = Optional.empty();
        if (arguments.skip(' ')) {
            String response = arguments.initialResponse();
            initial = Optional.of(response.equals("=") ? new byte[0] : decoded(response));
        }
        arguments.end();
        Lease<Authenticator> authenticator = client.rooms().authenticator().orElse(null);
        if (authenticator == null) {
            return unavailable();
        }
        Optional<SaslExchange> exchange =
                authenticator.service().begin(mechanism, client.context());
        if (exchange.isEmpty()) {
            authenticator.close();
            return new Next.Done("NO [CANNOT] Mechanism is not available");
        }
        return new Exchange(authenticator, exchange.get()).respond(initial.orElse(null));
    }

    private Next unavailable() {
        return new Next.Done("NO [UNAVAILABLE] Logins are not possible for a moment");
    }

    private Next outcome(AuthenticationOutcome outcome) throws BadCommandException {
        if (outcome instanceof AuthenticationOutcome.Accepted accepted) {
            if (!client.logIn(accepted.identity())) {
                return new Next.Done("NO [UNAVAILABLE] Message store is away for a moment");
            }
            return new Next.Done("OK [CAPABILITY " + Capabilities.of(client) + "] Logged in");
        }
        if (outcome instanceof AuthenticationOutcome.Unavailable later) {
            return new Next.Done("NO [UNAVAILABLE] " + printable(later.text()));
        }
        if (outcome instanceof AuthenticationOutcome.Malformed malformed) {
            throw new BadCommandException(printable(malformed.text()));
        }
        if (outcome instanceof AuthenticationOutcome.Limited limited) {
            return new Next.Done("NO [LIMIT] " + printable(limited.text()));
        }
        String no =
                outcome instanceof AuthenticationOutcome.Forbidden forbidden
                        ? "NO [AUTHORIZATIONFAILED] " + printable(forbidden.text())
                        : "NO [AUTHENTICATIONFAILED] "
                                + printable(((AuthenticationOutcome.Rejected) outcome).text());
        if (client.failedLogin()) {
            client.out().line("* BYE Too many failed logins");
            return new Next.Logout();
        }
        return new Next.Done(no);
    }

    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    private static byte[] decoded(String base64) throws BadCommandException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException broken) {
            throw new BadCommandException("Not base64");
        }
    }

    /** One AUTHENTICATE under way; holds its lease until it is over. */
    private final class Exchange implements Next.LineTaker {
        private final Lease<Authenticator> lease;
        private final SaslExchange exchange;

        Exchange(Lease<Authenticator> lease, SaslExchange exchange) {
            this.lease = lease;
            this.exchange = exchange;
            client.holdDuringLogin(lease);
        }

        Next respond(byte[] response) throws BadCommandException {
            SaslExchange.Turn turn = exchange.respond(response);
            if (turn instanceof SaslExchange.Turn.Challenge challenge) {
                client.out().line("+ " + Base64.getEncoder().encodeToString(challenge.data()));
                return new Next.Line(this, Optional.empty());
            }
            lease.close();
            return outcome(((SaslExchange.Turn.Done) turn).outcome());
        }

        @Override
        public Next take(byte[] line) throws BadCommandException {
            String text = new String(line, StandardCharsets.ISO_8859_1);
            if (text.equals("*")) {
                lease.close();
                throw new BadCommandException("AUTHENTICATE cancelled");
            }
            byte[] response;
            try {
                response = decoded(text);
            } catch (BadCommandException broken) {
                lease.close();
                throw broken;
            }
            return respond(response);
        }
    }
}
