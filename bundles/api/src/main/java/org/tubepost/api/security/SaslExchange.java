// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.security;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * One login in progress (RFC 4422). Used by one connection, one call at a time; a call may block on
 * the directory, so never call from an I/O thread.
 */
@ConsumerType
public interface SaslExchange {

    /**
     * Takes what the client sent.
     *
     * @param response decoded client response; for the first call the initial response, or null
     *     when the client sent none
     * @return a challenge or the outcome
     */
    Turn respond(byte[] response);

    /** What the server says next. */
    sealed interface Turn {

        /**
         * Send this and wait for a response.
         *
         * @param data decoded challenge, may be empty
         */
        record Challenge(byte[] data) implements Turn {}

        /**
         * It is over.
         *
         * @param outcome what came of it
         */
        record Done(AuthenticationOutcome outcome) implements Turn {}
    }
}
