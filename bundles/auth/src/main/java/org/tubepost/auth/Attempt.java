// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.util.Locale;
import org.tubepost.api.security.AuthenticationContext;

/**
 * A login that somebody tries.
 *
 * @param mechanism SASL name, or the protocol's own command
 * @param login name as the client gave it; empty if it gave none
 * @param context circumstances
 */
record Attempt(String mechanism, String login, AuthenticationContext context) {

    /** The name under which failures are counted of whom the directory does not know. */
    String account() {
        return login.toLowerCase(Locale.ROOT);
    }

    /** The address under which failures are counted. */
    String address() {
        return context.client().getAddress().getHostAddress();
    }
}
