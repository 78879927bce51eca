// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.tubepost.api.observe.Reading;
import org.tubepost.api.protocol.DispatcherControl.ListenerStatus;

/**
 * What the ports look like at a moment, for administrators and for meters. Any thread; the figures
 * of one answer may be a few connections apart.
 */
final class Figures {
    private final Ports ports;
    private final Protocols protocols;
    private final Map<Guest, Port> guests;

    Figures(Ports ports, Protocols protocols, Map<Guest, Port> guests) {
        this.ports = ports;
        this.protocols = protocols;
        this.guests = guests;
    }

    List<ListenerStatus> listeners() {
        Map<Port, Long> parked =
                guests.entrySet().stream()
                        .filter(e -> e.getKey().isParked())
                        .collect(Collectors.groupingBy(Map.Entry::getValue, Collectors.counting()));
        return ports.all().stream().map(p -> status(p, parked.getOrDefault(p, 0L))).toList();
    }

    private ListenerStatus status(Port port, long parked) {
        return new ListenerStatus(
                port.definition(),
                port.bound().map(a -> a.getPort()).orElse(0),
                port.problem(),
                protocols.isPresent(port.definition().protocol()),
                port.open.get(),
                (int) parked,
                port.accepted.sum(),
                port.refused.sum());
    }

    List<Reading> readings() {
        List<Reading> readings = new ArrayList<>();
        for (ListenerStatus status : listeners()) {
            Map<String, String> labels =
                    Map.of(
                            "service", status.definition().service(),
                            "port", String.valueOf(status.port()));
            readings.add(new Reading("dispatcher_connections", labels, status.open()));
            readings.add(new Reading("dispatcher_parked", labels, status.parked()));
            readings.add(new Reading("dispatcher_accepted_total", labels, status.accepted()));
            readings.add(new Reading("dispatcher_refused_total", labels, status.refused()));
        }
        return readings;
    }
}
