// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.Authenticator;
import org.tubepost.api.security.Identity;
import org.tubepost.api.security.SaslExchange;
import org.tubepost.api.security.SaslExchange.Turn;

/**
 * Everybody's password is {@code secret word}; the directory is down for {@code down}. BREAK is a
 * mechanism with a bug.
 */
final class Passwords implements Authenticator {
    volatile boolean plainTextWithoutTls = true;
    final List<String> loggedOut = new CopyOnWriteArrayList<>();

    @Override
    public List<String> mechanisms(AuthenticationContext context) {
        return allowsPlainText(context) ? List.of("PLAIN") : List.of();
    }

    @Override
    public boolean allowsPlainText(AuthenticationContext context) {
        return plainTextWithoutTls || context.encrypted();
    }

    @Override
    public Optional<SaslExchange> begin(String mechanism, AuthenticationContext context) {
        if (mechanism.equals("BREAK")) {
            return Optional.of(
                    response -> {
                        throw new IllegalStateException("a bug for the test");
                    });
        }
        return mechanisms(context).contains(mechanism)
                ? Optional.of(Passwords::plain)
                : Optional.empty();
    }

    private static Turn plain(byte[] response) {
        if (response == null) {
            return new Turn.Challenge(new byte[0]);
        }
        String[] words = new String(response, StandardCharsets.UTF_8).split("\0", -1);
        return new Turn.Done(
                words.length == 3
                        ? check(words[1], words[2])
                        : new AuthenticationOutcome.Malformed("not PLAIN"));
    }

    private static AuthenticationOutcome check(String name, String password) {
        if (name.equals("down")) {
            return new AuthenticationOutcome.Unavailable("directory is away\r\n+OK no, it is not");
        }
        if (!password.equals("secret word")) {
            return new AuthenticationOutcome.Rejected("user name or password is wrong");
        }
        String id = name.toLowerCase(Locale.ROOT);
        return new AuthenticationOutcome.Accepted(new Identity(id, name, false, Optional.empty()));
    }

    @Override
    public AuthenticationOutcome login(
            String name, byte[] password, AuthenticationContext context) {
        return allowsPlainText(context)
                ? check(name, new String(password, StandardCharsets.UTF_8))
                : new AuthenticationOutcome.Rejected("use TLS first");
    }

    @Override
    public void loggedOut(Identity who, AuthenticationContext context) {
        loggedOut.add(who.login());
    }
}
