// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.Problem;
import org.tubepost.net.ConnectionHandler;
import org.tubepost.net.Network;

/**
 * All listening ports. A new configuration binds and unbinds only what differs: a port that it
 * still names keeps its socket, its connections and its figures. Thread-safe.
 */
final class Ports {
    private final Network network;
    private final Function<Port, ConnectionHandler> handlers;
    private volatile Map<String, Port> ports = Map.of();

    /**
     * No port yet.
     *
     * @param network binds
     * @param handlers takes the connections of a port
     */
    Ports(Network network, Function<Port, ConnectionHandler> handlers) {
        this.network = network;
        this.handlers = handlers;
    }

    /** What is wrong with listeners. */
    static List<Problem> check(List<ListenerDefinition> listeners) {
        List<Problem> problems = new ArrayList<>();
        List<ListenerDefinition> seen = new ArrayList<>();
        for (ListenerDefinition listener : listeners) {
            checkAddress(listener, problems);
            seen.stream()
                    .filter(other -> collide(listener, other))
                    .findFirst()
                    .ifPresent(
                            other ->
                                    problems.add(
                                            error(
                                                    listener,
                                                    "port "
                                                            + listener.port()
                                                            + " is also a port of service "
                                                            + other.service())));
            seen.add(listener);
        }
        return problems;
    }

    private static void checkAddress(ListenerDefinition listener, List<Problem> problems) {
        try {
            if (!listener.address().isEmpty()) {
                InetAddress.getByName(listener.address());
            }
        } catch (IOException unknown) {
            problems.add(error(listener, "unknown address " + listener.address()));
        }
    }

    private static boolean collide(ListenerDefinition one, ListenerDefinition other) {
        return one.port() != 0
                && one.port() == other.port()
                && (one.address().equals(other.address()) || isWildcard(one) || isWildcard(other));
    }

    private static boolean isWildcard(ListenerDefinition listener) {
        return listener.address().isEmpty()
                || listener.address().equals("0.0.0.0")
                || listener.address().equals("::");
    }

    private static Problem error(ListenerDefinition listener, String text) {
        return new Problem(listener.location(), Problem.Severity.ERROR, text);
    }

    /** Puts listeners in force. */
    synchronized void change(List<ListenerDefinition> listeners) {
        Map<String, Port> now = new LinkedHashMap<>();
        Map<String, Integer> sameName = new HashMap<>();
        for (ListenerDefinition listener : listeners) {
            String socket = socketName(listener);
            String key = socket + "#" + sameName.merge(socket, 1, Integer::sum);
            Port port = ports.get(key);
            if (port == null) {
                port = new Port(listener);
            } else {
                port.definition(listener);
            }
            now.put(key, port);
        }
        Map<String, Port> before = ports;
        before.forEach(
                (key, port) -> {
                    if (!now.containsKey(key)) {
                        port.close();
                    }
                });
        ports = now;
        bindMissing();
    }

    /** What makes two definitions one socket; any free port belongs to its service. */
    private static String socketName(ListenerDefinition listener) {
        return listener.port() == 0
                ? listener.address() + ":" + listener.service() + ":" + listener.tls()
                : listener.address() + ":" + listener.port();
    }

    /** Tries the ports that are not bound. */
    synchronized void bindMissing() {
        ports.values().forEach(port -> port.bind(network, handlers.apply(port)));
    }

    /** Unbinds all. */
    synchronized void close() {
        ports.values().forEach(Port::close);
        ports = Map.of();
    }

    Collection<Port> all() {
        return ports.values();
    }
}
