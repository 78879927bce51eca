// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.Authenticator;
import org.tubepost.api.security.Identity;
import org.tubepost.api.security.SaslExchange;

/** Everybody's password is {@code secret}; {@code admin} is an administrator. */
final class Passwords implements Authenticator {
    /** Groups of users, told to protocols that open folders of others. */
    final Map<String, Set<String>> groups = new ConcurrentHashMap<>();

    @Override
    public List<String> mechanisms(AuthenticationContext context) {
        return List.of("PLAIN");
    }

    @Override
    public boolean allowsPlainText(AuthenticationContext context) {
        return true;
    }

    @Override
    public Optional<SaslExchange> begin(String mechanism, AuthenticationContext context) {
        return mechanism.equalsIgnoreCase("PLAIN")
                ? Optional.of(response -> plain(response, context))
                : Optional.empty();
    }

    private SaslExchange.Turn plain(byte[] response, AuthenticationContext context) {
        if (response == null) {
            return new SaslExchange.Turn.Challenge(new byte[0]);
        }
        String[] parts = new String(response, StandardCharsets.UTF_8).split("\0", -1);
        return new SaslExchange.Turn.Done(
                parts.length == 3
                        ? login(parts[1], parts[2].getBytes(StandardCharsets.UTF_8), context)
                        : new AuthenticationOutcome.Malformed("not PLAIN"));
    }

    @Override
    public AuthenticationOutcome login(
            String name, byte[] password, AuthenticationContext context) {
        if (!new String(password, StandardCharsets.UTF_8).equals("secret")) {
            return new AuthenticationOutcome.Rejected("user name or password is wrong");
        }
        String id = name.toLowerCase(Locale.ROOT);
        return new AuthenticationOutcome.Accepted(
                new Identity(
                        id,
                        name,
                        id.equals("admin"),
                        Optional.empty(),
                        false,
                        context.sharedFolders() ? groups.getOrDefault(id, Set.of()) : Set.of()));
    }

    @Override
    public void loggedOut(Identity who, AuthenticationContext context) {
        // Nothing is counted here.
    }
}
