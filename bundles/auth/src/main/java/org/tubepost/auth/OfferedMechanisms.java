// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.util.Set;
import java.util.TreeSet;
import org.tubepost.api.security.AuthenticationContext;

/**
 * Which mechanisms may be offered on a connection: the setting, then the state of TLS. What else a
 * mechanism needs, a certificate for instance, it says itself.
 */
final class OfferedMechanisms {
    private final AuthSettings settings;
    private final Set<String> words = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    OfferedMechanisms(AuthSettings settings) {
        this.settings = settings;
        words.addAll(SettingWords.of(settings.mechanisms()));
    }

    /** True when the administrator wants the mechanism for this protocol. */
    boolean wants(String mechanism, AuthenticationContext context) {
        return words.contains(mechanism) || words.contains(context.protocol() + ":" + mechanism);
    }

    /** True when the administrator wants the mechanism for any protocol. */
    boolean wantsAnywhere(String mechanism) {
        return words.stream()
                .anyMatch(w -> w.substring(w.indexOf(':') + 1).equalsIgnoreCase(mechanism));
    }

    /** True when a password may come in clear. */
    boolean allowsPlainText(AuthenticationContext context) {
        return context.encrypted() || settings.plainTextFromAnywhere() || fromThisMachine(context);
    }

    /** True when a mechanism may be used from which a listener can only guess the password. */
    boolean allowsChallenge(AuthenticationContext context) {
        return allowsPlainText(context) || settings.challengesFromAnywhere();
    }

    private boolean fromThisMachine(AuthenticationContext context) {
        return settings.plainTextFromLoopback()
                && context.client().getAddress().isLoopbackAddress();
    }
}
