// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

import java.net.InetAddress;
import org.tubepost.api.config.ListenerDefinition;

/** Counts open connections by service, and by service and client address. Thread-safe. */
final class Limits {
    private final Counts<String> services = new Counts<>();
    private final Counts<Client> clients = new Counts<>();

    private record Client(String service, InetAddress address) {}

    /** Counts a connection if neither limit is reached; true if it was counted. */
    boolean enter(ListenerDefinition listener, InetAddress client) {
        if (!services.increase(listener.service(), listener.maxConnections())) {
            return false;
        }
        if (!clients.increase(
                new Client(listener.service(), client), listener.maxConnectionsPerAddress())) {
            services.decrease(listener.service());
            return false;
        }
        return true;
    }

    /** Counts it no longer. */
    void leave(ListenerDefinition listener, InetAddress client) {
        services.decrease(listener.service());
        clients.decrease(new Client(listener.service(), client));
    }
}
