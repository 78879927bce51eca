// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.security;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Every way to log in. Guessing is slowed by account and address, whatever protocol it comes
 * through. Calls may block on the directory; never call from an I/O thread, except {@link
 * #mechanisms}, {@link #allowsPlainText} and {@link #loggedOut}. Every outcome is written to the
 * mail log.
 */
@ProviderType
public interface Authenticator {

    /** Mechanisms to offer, strongest first. */
    List<String> mechanisms(AuthenticationContext context);

    /** True when user name and password in clear may be used (IMAP LOGIN, POP3 USER). */
    boolean allowsPlainText(AuthenticationContext context);

    /** Begins an exchange; empty when the mechanism is unknown or not allowed now. */
    Optional<SaslExchange> begin(String mechanism, AuthenticationContext context);

    /** Checks user name and password in clear; rejected when they are not allowed now. */
    AuthenticationOutcome login(String name, byte[] password, AuthenticationContext context);

    /**
     * Somebody who had logged in is gone; the login audit notes it. Does not block.
     *
     * @param context as at the login
     */
    void loggedOut(Identity who, AuthenticationContext context);
}
