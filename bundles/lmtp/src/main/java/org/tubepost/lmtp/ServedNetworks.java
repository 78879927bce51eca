// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.ListenerDefinition;

/**
 * The networks that listeners serve, read once a generation and not for each connection.
 * Thread-safe.
 */
final class ServedNetworks {
    private static final String LOOPBACK = "127.0.0.0/8 ::1";

    private volatile Map<String, ClientNetworks> known = Map.of();

    /** What is wrong with the networks of a listener; empty if nothing. */
    static Optional<String> problem(ListenerDefinition listener) {
        try {
            new ClientNetworks(text(listener));
            return Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.of("CLIENTS: " + malformed.getMessage());
        }
    }

    private static String text(ListenerDefinition listener) {
        return listener.parameter("CLIENTS", LOOPBACK);
    }

    /** Keeps what the listeners of a generation serve. */
    void keep(Generation generation) {
        Map<String, ClientNetworks> read = new HashMap<>();
        for (ListenerDefinition listener : generation.listeners()) {
            if (listener.protocol().equals("lmtp") && problem(listener).isEmpty()) {
                read.computeIfAbsent(text(listener), ClientNetworks::new);
            }
        }
        known = Map.copyOf(read);
    }

    /**
     * What a listener serves; read now if it is of no generation that was kept.
     *
     * @throws IllegalArgumentException if that is no network
     */
    ClientNetworks of(ListenerDefinition listener) {
        String text = text(listener);
        ClientNetworks networks = known.get(text);
        return networks == null ? new ClientNetworks(text) : networks;
    }
}
