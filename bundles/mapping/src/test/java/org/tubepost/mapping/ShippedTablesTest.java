// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.config.MappingDefinition;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.Probe;

/** The tables as shipped block relaying, for clients of both kinds of addresses. */
class ShippedTablesTest {
    private final Tables tables = new Tables();
    private final Map<String, CompiledTable> compiled = new LinkedHashMap<>();
    private List<MappingDefinition> definitions;

    @BeforeEach
    void readTheFile() throws Exception {
        definitions = Tables.read(Files.readString(Path.of("../../etc/mappings")));
        definitions.forEach(d -> compiled.put(d.name(), tables.add(d)));
    }

    private boolean isInternal(String address) {
        return tables.probe("INTERNAL_IP", Probe.of(address, Trace.OFF)).orElseThrow().has('Y');
    }

    private String relay(String client, String sender, String channel, String recipient) {
        // As switchchannel of tcp_local does.
        String source = isInternal(client) ? "tcp_intranet" : "tcp_local";
        Probe probe = Probe.of(source + "|" + sender + "|" + channel + "|" + recipient, Trace.OFF);
        return tables.probe("ORIG_SEND_ACCESS", probe)
                .map(r -> new AccessAnswer(AccessTable.ORIG_SEND_ACCESS, probe, r).decision("no"))
                .flatMap(d -> d.refusal())
                .map(Object::toString)
                .orElse("permitted");
    }

    @Test
    void nothingIsWrongWithThem() {
        assertThat(
                        TableChecks.problems(
                                Tables.generation(definitions.toArray(MappingDefinition[]::new)),
                                compiled))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.7",
                "126.255.255.255",
                "128.0.0.1",
                "2001:db8::7",
                "2001:db8:0:0:0:0:0:7",
                "0:0:0:0:0:0:0:2",
                "IPv6:2001:db8::7",
                "::2",
                ""
            })
    void clientsOutsideDoNotRelay(String client) {
        for (String channel : List.of("tcp_local", "tcp_intranet", "tcp_anything", "native")) {
            for (String recipient :
                    List.of(
                            "b@example.net",
                            "b%example.net@example.com",
                            "@example.com:b@example.net",
                            "\"b@example.net\"@example.org",
                            "b@[192.0.2.1]",
                            "b@[IPv6:2001:db8::1]",
                            "\"x|l|y\"@example.net")) {
                assertThat(relay(client, "a@example.org", channel, recipient))
                        .isEqualTo("550 5.7.1 Relaying not permitted");
                assertThat(relay(client, "", channel, recipient))
                        .isEqualTo("550 5.7.1 Relaying not permitted");
            }
        }
        assertThat(relay(client, "a@example.org", "l", "joe@example.com")).isEqualTo("permitted");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1", "127.255.0.1", "::1", "0:0:0:0:0:0:0:1", "IPv6:::1"})
    void thisMachineRelays(String client) {
        assertThat(relay(client, "a@example.org", "tcp_local", "b@example.net"))
                .isEqualTo("permitted");
    }

    @Test
    void everybodyMayConnect() {
        for (String client : List.of("192.0.2.7", "2001:db8:0:0:0:0:0:7")) {
            assertThat(
                            tables.probe(
                                    "PORT_ACCESS",
                                    Probe.of("TCP|192.0.2.1|25|" + client + "|4711", Trace.OFF)))
                    .hasValueSatisfying(r -> assertThat(r.flags()).isEqualTo("Y"));
        }
    }
}
