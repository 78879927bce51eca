// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.security;

import java.time.Instant;

/**
 * Somebody logged in or is gone.
 *
 * @param time when
 * @param kind which of both
 * @param who the user whose rights are used, and the administrator behind them
 * @param mechanism SASL name, or the protocol's own command; empty at the end of a session
 * @param context circumstances of the login
 */
public record LoginEvent(
        Instant time, Kind kind, Identity who, String mechanism, AuthenticationContext context) {

    /** Which event. */
    public enum Kind {
        /** A login succeeded. */
        LOGIN,
        /** Somebody who had logged in is gone. */
        LOGOUT
    }
}
