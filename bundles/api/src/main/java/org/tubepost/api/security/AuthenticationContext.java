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
 * @param server own address of the connection; empty if it is not known
 * @param tls what the TLS handshake agreed on: the certificates of both sides and the cipher; empty
 *     without TLS
 * @param session number of the connection, 0 if there is none: somebody only wants to know, and
 *     nothing is counted
 * @param service section of {@code dispatcher.cnf} that accepted the connection; empty if none did
 * @param tlsMode how the listener uses TLS
 * @param sharedFolders the protocol opens folders of others too, so a login looks up the groups
 *     through which they may be shared, see {@link Identity#groups}
 */
public record AuthenticationContext(
        String protocol,
        String serverName,
        InetSocketAddress client,
        boolean encrypted,
        Optional<InetSocketAddress> server,
        Optional<SSLSession> tls,
        long session,
        String service,
        TlsMode tlsMode,
        boolean sharedFolders) {

    /** Circumstances under a protocol that opens only folders of one's own, or none. */
    public AuthenticationContext(
            String protocol,
            String serverName,
            InetSocketAddress client,
            boolean encrypted,
            Optional<InetSocketAddress> server,
            Optional<SSLSession> tls,
            long session,
            String service,
            TlsMode tlsMode) {
        this(
                protocol,
                serverName,
                client,
                encrypted,
                server,
                tls,
                session,
                service,
                tlsMode,
                false);
    }

    /** Circumstances without a listener. */
    public AuthenticationContext(
            String protocol,
            String serverName,
            InetSocketAddress client,
            boolean encrypted,
            Optional<InetSocketAddress> server,
            Optional<SSLSession> tls,
            long session) {
        this(
                protocol,
                serverName,
                client,
                encrypted,
                server,
                tls,
                session,
                "",
                encrypted ? TlsMode.IMPLICIT : TlsMode.NONE);
    }

    /** Circumstances of which no more is known: no mechanism that looks into TLS is possible. */
    public AuthenticationContext(
            String protocol, String serverName, InetSocketAddress client, boolean encrypted) {
        this(protocol, serverName, client, encrypted, Optional.empty(), Optional.empty(), 0);
    }

    /** The same under a protocol that opens folders of others too. */
    public AuthenticationContext withSharedFolders() {
        return new AuthenticationContext(
                protocol,
                serverName,
                client,
                encrypted,
                server,
                tls,
                session,
                service,
                tlsMode,
                true);
    }

    /** True when nobody is connected: somebody only wants to know what would happen. */
    public boolean isRehearsal() {
        return session == 0;
    }
}
