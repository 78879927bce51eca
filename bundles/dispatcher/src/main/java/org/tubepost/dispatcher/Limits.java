// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.tubepost.api.config.ListenerDefinition;

/** Counts open connections by service, and by service and client address. Thread-safe. */
final class Limits {
    private final Map<String, Integer> services = new ConcurrentHashMap<>();
    private final Map<Client, Integer> clients = new ConcurrentHashMap<>();

    private record Client(String service, InetAddress address) {}

    /** Counts a connection if neither limit is reached; true if it was counted. */
    boolean enter(ListenerDefinition listener, InetAddress client) {
        if (!increase(services, listener.service(), listener.maxConnections())) {
            return false;
        }
        if (!increase(
                clients,
                new Client(listener.service(), client),
                listener.maxConnectionsPerAddress())) {
            decrease(services, listener.service());
            return false;
        }
        return true;
    }

    /** Counts it no longer. */
    void leave(ListenerDefinition listener, InetAddress client) {
        decrease(services, listener.service());
        decrease(clients, new Client(listener.service(), client));
    }

    private static <K> boolean increase(Map<K, Integer> counts, K key, int most) {
        boolean[] counted = new boolean[1];
        counts.compute(
                key,
                (k, count) -> {
                    int now = count == null ? 0 : count;
                    counted[0] = now < most;
                    return counted[0] ? Integer.valueOf(now + 1) : count;
                });
        return counted[0];
    }

    private static <K> void decrease(Map<K, Integer> counts, K key) {
        counts.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
    }
}
