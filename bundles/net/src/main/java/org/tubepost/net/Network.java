// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.config.ListenerDefinition;

/**
 * Opens listening sockets. Every accepted connection belongs to one I/O thread for its whole life:
 * all calls to its session come from there, so session state needs no locks. When the workers are
 * overloaded no connection is accepted for a moment; the system's backlog holds them.
 */
@ProviderType
public interface Network {

    /**
     * Binds an address and port.
     *
     * @param address the wildcard address for IPv4 and IPv6; port 0 for any free one
     * @param definition asked at each accept; what {@link
     *     org.tubepost.api.protocol.Connection#listener()} then says for the connection's life
     * @param handler told of each connection
     * @throws IOException if the port cannot be bound
     */
    Listening listen(
            InetSocketAddress address,
            Supplier<ListenerDefinition> definition,
            ConnectionHandler handler)
            throws IOException;
}
