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
     * Not permitted here: the service's, the domain's or the user's access filters say no, whatever
     * the password.
     *
     * @param text for the client
     */
    record Forbidden(String text) implements AuthenticationOutcome {}

    /**
     * Too much at the moment: too many logins from the address or too many sessions of the account.
     *
     * @param text for the client
     * @param account the account is in use by too many sessions; else the address logs in too often
     */
    record Limited(String text, boolean account) implements AuthenticationOutcome {}

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
