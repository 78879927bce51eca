// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.util.Map;
import java.util.Optional;

/**
 * A listening port of {@code dispatcher.cnf}. A service with several ports gives several listeners
 * with the same service name.
 *
 * @param service section name, {@code SMTP}
 * @param protocol value of {@code protocol.name} of the protocol that serves it
 * @param address address to bind, empty for all
 * @param port port to bind, the instance's offset added; 0 for any free one
 * @param tls how TLS is used
 * @param maxConnections open connections at most, over all ports of the service
 * @param maxConnectionsPerAddress open connections of one client address at most
 * @param maxSessionsPerAccount sessions of one account at most, over all ports of the service
 * @param idleTimeoutSeconds silence after which a connection is closed
 * @param waitForProtocolSeconds how long a connection waits for a protocol that is being replaced
 *     before it is refused for now
 * @param parameters further settings of the section in upper case, {@code CHANNEL=tcp_local}
 * @param serverTls how TLS is spoken
 * @param allowed client access filters that let in; empty for none
 * @param denied client access filters that keep out; empty for none
 * @param location where the section begins
 */
public record ListenerDefinition(
        String service,
        String protocol,
        String address,
        int port,
        TlsMode tls,
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxSessionsPerAccount,
        int idleTimeoutSeconds,
        int waitForProtocolSeconds,
        Map<String, String> parameters,
        ServerTls serverTls,
        Optional<FilterText> allowed,
        Optional<FilterText> denied,
        SourceLocation location) {

    /** Sessions of one account on one service unless the configuration says otherwise. */
    public static final int DEFAULT_SESSIONS_PER_ACCOUNT = 100;

    /**
     * Client access filters as they are written (reference page imap-pop-http, section 6).
     *
     * @param text of the setting
     * @param location where the text begins
     */
    public record FilterText(String text, SourceLocation location) {}

    /** A listener that anybody may use, without client certificates. */
    public ListenerDefinition(
            String service,
            String protocol,
            String address,
            int port,
            TlsMode tls,
            int maxConnections,
            int maxConnectionsPerAddress,
            int idleTimeoutSeconds,
            int waitForProtocolSeconds,
            Map<String, String> parameters,
            SourceLocation location) {
        this(
                service,
                protocol,
                address,
                port,
                tls,
                maxConnections,
                maxConnectionsPerAddress,
                DEFAULT_SESSIONS_PER_ACCOUNT,
                idleTimeoutSeconds,
                waitForProtocolSeconds,
                parameters,
                ServerTls.DEFAULT,
                Optional.empty(),
                Optional.empty(),
                location);
    }

    /** Copies the map. */
    public ListenerDefinition {
        parameters = Map.copyOf(parameters);
    }

    /** A further setting, or the default. */
    public String parameter(String name, String otherwise) {
        return parameters.getOrDefault(name, otherwise);
    }
}
