// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.util.Map;

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
 * @param idleTimeoutSeconds silence after which a connection is closed
 * @param waitForProtocolSeconds how long a connection waits for a protocol that is being replaced
 *     before it is refused for now
 * @param parameters further settings of the section in upper case, {@code CHANNEL=tcp_local}
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
        int idleTimeoutSeconds,
        int waitForProtocolSeconds,
        Map<String, String> parameters,
        SourceLocation location) {

    /** Copies the map. */
    public ListenerDefinition {
        parameters = Map.copyOf(parameters);
    }

    /** A further setting, or the default. */
    public String parameter(String name, String otherwise) {
        return parameters.getOrDefault(name, otherwise);
    }
}
