// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.security;

import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.tubepost.api.config.TlsMode;

/**
 * The circumstances of a login, on which it depends which mechanisms are allowed and who may log
 * in.
 *
 * @param protocol {@code smtp}, {@code imap}, {@code pop3} …, also the SASL service name
 * @param serverName host name the server greets with
 * @param client address of the client
 * @param encrypted TLS is active
 * @param tlsSession what the TLS handshake agreed on, with the client's certificates if it was
 *     asked for some; empty without TLS
 * @param service section of {@code dispatcher.cnf} that accepted the connection; empty if none did
 * @param tlsMode how the listener uses TLS
 * @param connection number of the connection; {@value #NO_CONNECTION} when somebody only wants to
 *     know, then nothing is counted
 */
public record AuthenticationContext(
        String protocol,
        String serverName,
        InetSocketAddress client,
        boolean encrypted,
        Optional<SSLSession> tlsSession,
        String service,
        TlsMode tlsMode,
        long connection) {

    /** Number of a connection that does not exist. */
    public static final long NO_CONNECTION = -1;

    /** Circumstances without a connection. */
    public AuthenticationContext(
            String protocol, String serverName, InetSocketAddress client, boolean encrypted) {
        this(
                protocol,
                serverName,
                client,
                encrypted,
                Optional.empty(),
                "",
                encrypted ? TlsMode.IMPLICIT : TlsMode.NONE,
                NO_CONNECTION);
    }

    /** True when nobody is connected: somebody only wants to know what would happen. */
    public boolean isRehearsal() {
        return connection == NO_CONNECTION;
    }
}
