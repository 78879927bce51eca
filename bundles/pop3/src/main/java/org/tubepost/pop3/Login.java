// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.Authenticator;
import org.tubepost.api.security.Identity;
import org.tubepost.api.security.SaslExchange;

/** The ways to log in: USER and PASS, and AUTH (RFC 1939 section 7, RFC 5034). */
final class Login implements AutoCloseable {
    private final Rooms rooms;
    private final Counters counters;
    private String user = "";
    private Optional<Lease<Authenticator>> lease = Optional.empty();
    private Optional<SaslExchange> exchange = Optional.empty();
    private Optional<Identity> who = Optional.empty();
    private boolean underWay;
    private int failures;

    Login(Rooms rooms, Counters counters) {
        this.rooms = rooms;
        this.counters = counters;
    }

    int failures() {
        return failures;
    }

    boolean isUnderWay() {
        return underWay;
    }

    List<String> mechanisms(AuthenticationContext context) {
        try (Lease<Authenticator> authenticator = rooms.authenticator().orElse(null)) {
            return authenticator == null ? List.of() : authenticator.service().mechanisms(context);
        }
    }

    boolean allowsPlainText(AuthenticationContext context) {
        try (Lease<Authenticator> authenticator = rooms.authenticator().orElse(null)) {
            return authenticator != null && authenticator.service().allowsPlainText(context);
        }
    }

    void user(String name, AuthenticationContext context) throws RefusedException {
        if (!allowsPlainText(context)) {
            throw RefusedException.of("[SYS/PERM] begin TLS first");
        }
        user = name;
    }

    Identity password(byte[] password, AuthenticationContext context) throws RefusedException {
        if (user.isEmpty()) {
            throw RefusedException.bad("USER comes first");
        }
        try (Lease<Authenticator> authenticator = rooms.authenticator().orElseThrow(Login::away)) {
            String name = user;
            user = "";
            return identity(authenticator.service().login(name, password, context));
        }
    }

    /**
     * Begins AUTH.
     *
     * @param initial as sent; empty for none
     * @param challenges takes the server's next words
     * @return who it is, or empty when the exchange goes on
     */
    Optional<Identity> begin(
            String mechanism,
            Optional<String> initial,
            AuthenticationContext context,
            Consumer<String> challenges)
            throws RefusedException {
        Lease<Authenticator> authenticator = rooms.authenticator().orElseThrow(Login::away);
        lease = Optional.of(authenticator);
        exchange = authenticator.service().begin(mechanism.toUpperCase(Locale.ROOT), context);
        if (exchange.isEmpty()) {
            close();
            throw RefusedException.of("mechanism is not available here or not without TLS");
        }
        underWay = true;
        byte[] response = null;
        if (initial.isPresent()) {
            response = initial.get().equals("=") ? new byte[0] : decoded(initial.get());
        }
        return respond(response, challenges);
    }

    /** Goes on with the client's line. */
    Optional<Identity> line(String text, Consumer<String> challenges) throws RefusedException {
        if (text.equals("*")) {
            close();
            throw RefusedException.of("AUTH cancelled");
        }
        if (exchange.isEmpty()) {
            close();
            throw away();
        }
        return respond(decoded(text), challenges);
    }

    private Optional<Identity> respond(byte[] response, Consumer<String> challenges)
            throws RefusedException {
        SaslExchange.Turn turn = exchange.orElseThrow().respond(response);
        if (turn instanceof SaslExchange.Turn.Challenge challenge) {
            challenges.accept("+ " + Base64.getEncoder().encodeToString(challenge.data()));
            return Optional.empty();
        }
        close();
        return Optional.of(identity(((SaslExchange.Turn.Done) turn).outcome()));
    }

    private Identity identity(AuthenticationOutcome outcome) throws RefusedException {
        if (outcome instanceof AuthenticationOutcome.Accepted accepted) {
            return accepted.identity();
        }
        if (outcome instanceof AuthenticationOutcome.Unavailable later) {
            throw RefusedException.of("[SYS/TEMP] " + later.text());
        }
        if (outcome instanceof AuthenticationOutcome.Malformed malformed) {
            throw RefusedException.bad(malformed.text());
        }
        if (outcome instanceof AuthenticationOutcome.Limited limited) {
            String code = limited.account() ? "[IN-USE] " : "[SYS/TEMP] ";
            throw RefusedException.of(code + limited.text());
        }
        failures++;
        counters.loginFailed();
        String text =
                outcome instanceof AuthenticationOutcome.Forbidden forbidden
                        ? forbidden.text()
                        : ((AuthenticationOutcome.Rejected) outcome).text();
        throw RefusedException.of("[AUTH] " + text);
    }

    private byte[] decoded(String base64) throws RefusedException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException broken) {
            close();
            throw RefusedException.bad("not base64");
        }
    }

    void loggedIn(Identity identity) {
        who = Optional.of(identity);
    }

    /** The session is over. */
    void loggedOut(AuthenticationContext context) {
        if (who.isPresent()) {
            try (Lease<Authenticator> authenticator = rooms.authenticator().orElse(null)) {
                if (authenticator != null) {
                    authenticator.service().loggedOut(who.get(), context);
                }
            }
            who = Optional.empty();
        }
    }

    private static RefusedException away() {
        return RefusedException.of("[SYS/TEMP] logins are not possible for a moment");
    }

    /** The authenticator is going: lets go of it. The client's next line is told so. */
    void abandon() {
        exchange = Optional.empty();
        lease.ifPresent(Lease::close);
        lease = Optional.empty();
    }

    /** Nothing that was said counts any more (RFC 2595 section 4). */
    void forget() {
        close();
        user = "";
    }

    @Override
    public void close() {
        underWay = false;
        exchange = Optional.empty();
        lease.ifPresent(Lease::close);
        lease = Optional.empty();
    }
}
