// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.security;

/** What came of a login. */
public sealed interface AuthenticationOutcome {

    /**
     * Proved.
     *
     * @param identity who it is
     */
    record Accepted(Identity identity) implements AuthenticationOutcome {}

    /**
     * Not proved. The text never tells whether the user exists.
     *
     * @param text for the client
     */
    record Rejected(String text) implements AuthenticationOutcome {}

    /**
     * Nobody could check; the client should try later.
     *
     * @param text for the client
     */
    record Unavailable(String text) implements AuthenticationOutcome {}

    /**
     * The client's words were no valid exchange.
     *
     * @param text for the client
     */
    record Malformed(String text) implements AuthenticationOutcome {}
}
