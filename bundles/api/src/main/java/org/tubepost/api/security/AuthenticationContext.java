// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.security;

import java.net.InetSocketAddress;

/**
 * The circumstances of a login, on which it depends which mechanisms are allowed.
 *
 * @param protocol {@code smtp}, {@code imap}, {@code pop3} …, also the SASL service name
 * @param serverName host name the server greets with
 * @param client address of the client
 * @param encrypted TLS is active
 */
public record AuthenticationContext(
        String protocol, String serverName, InetSocketAddress client, boolean encrypted) {}
