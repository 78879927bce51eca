// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net;

import java.io.IOException;
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
     * Binds the address and port of a definition, IPv4 and IPv6 when the address is empty.
     *
     * @param definition handed out by {@link org.tubepost.api.protocol.Connection#listener()}; only
     *     its address and port are read here
     * @param handler told of each connection
     * @throws IOException if the port cannot be bound
     */
    Listening listen(ListenerDefinition definition, ConnectionHandler handler) throws IOException;
}
