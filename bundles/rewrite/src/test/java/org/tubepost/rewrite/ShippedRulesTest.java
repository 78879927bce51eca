// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.RewriteRule;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.directory.Status;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;

/** The rules that are shipped: what is local, what goes outside, and that no form gets around. */
class ShippedRulesTest {
    private static final Path SHIPPED = Path.of("../../etc/imta.cnf");

    private House house;

    /** Rules up to the first blank line, then blocks; enough for the shipped file. */
    private static Generation shipped() throws IOException {
        List<RewriteRule> rules = new ArrayList<>();
        List<ChannelDefinition> channels = new ArrayList<>();
        List<String> block = new ArrayList<>();
        boolean inRules = true;
        int number = 0;
        List<String> lines = new ArrayList<>(Files.readAllLines(SHIPPED));
        lines.add("");
        for (String line : lines) {
            number++;
            if (line.startsWith("!")) {
                continue;
            }
            SourceLocation here = new SourceLocation("imta.cnf", number, 1);
            if (inRules && !line.isBlank()) {
                String[] halves = line.strip().split("\\s+", 2);
                rules.add(new RewriteRule(halves[0], halves[1], here));
            } else if (line.isBlank()) {
                if (block.size() > 1) {
                    String name = block.get(0).split(" ", 2)[0];
                    channels.add(
                            new ChannelDefinition(
                                    name,
                                    List.of(),
                                    block.get(1).strip(),
                                    block.subList(2, block.size()),
                                    here));
                }
                inRules = false;
                block.clear();
            } else {
                block.add(line);
            }
        }
        return Generation.builder(1, Instant.EPOCH).rewriteRules(rules).channels(channels).build();
    }

    @BeforeEach
    void read() throws IOException {
        house =
                new House(shipped())
                        .domain("hosted.example", Map.of())
                        .table(
                                "INTERNAL_IP",
                                i -> i.matches("127\\..*|10\\..*|.*:1") ? "/Y" : "/N");
    }

    @Test
    void nothingIsWrongWithThem() {
        assertThat(house.rules().problems()).isEmpty();
    }

    @Test
    void addressesOfHeaderFieldsAreLeftAlone() {
        assertThat(house.rules().mayChangeHeaders()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "u@hosted.example, u@hosted.example on l",
        "u@localhost, u@localhost on l",
        "u@[127.0.0.1], u@localhost on l",
        "u@[IPv6:::1], u@localhost on l",
        "u@[IPv6:0:0:0:0:0:0:0:1], u@localhost on l",
        "u@example.net, u@example.net on tcp_local",
        "u@[192.0.2.1], u@[192.0.2.1] on tcp_local",
        "u@[IPv6:2001:db8::2], u@[ipv6:2001:db8::2] on tcp_local",
        "u@[10.0.0.1], u@[10.0.0.1] on tcp_local",
        "u@x.ims-ms-daemon, u@x.ims-ms-daemon on ims-ms",
        "u@hold-daemon, u@hold-daemon on hold"
    })
    void recipientsGoWhereTheyShould(String address, String route) {
        assertThat(house.shown(address)).isEqualTo(route);
    }

    @Test
    void clientsOfInternalAddressesAreSwitched() {
        house.backward();
        assertThat(house.shown("client@[10.0.0.1]")).endsWith("on tcp_intranet");
        assertThat(house.shown("client@[127.0.0.1]")).endsWith("on tcp_intranet");
        assertThat(house.shown("client@[IPv6:0:0:0:0:0:0:0:1]")).endsWith("on tcp_intranet");
        assertThat(house.shown("client@[IPv6:0:0:0:0:0:0:0:9]")).endsWith("on tcp_local");
        assertThat(house.shown("client@[192.0.2.1]")).endsWith("on tcp_local");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "u%example.net",
                "\"u%[192.0.2.1]\"",
                "\"u%[IPv6:2001:db8::1]\"",
                "example.net!u",
                "a!b!u",
                "a!u%example.net",
                "u%a%b",
                "\"u@example.net\"",
                "\"u%example.net\"",
                "\"example.net!u\"",
                "\"@example.net:u\"",
                "\"<u@example.net>\"",
                "\"u@[192.0.2.1]\"",
                "\"u @example.net\"",
                "u+x%example.net"
            })
    void noFormOfALocalPartLeavesTheHouse(String local) {
        for (String here :
                List.of(
                        "hosted.example",
                        "localhost",
                        "[127.0.0.1]",
                        "[IPv6:::1]",
                        "HOSTED.example")) {
            for (String channel : List.of("tcp_local", "tcp_intranet", "tcp_submit")) {
                assertThat(house.from(channel).shown(local + "@" + here))
                        .as("%s@%s", local, here)
                        .endsWith(" on l")
                        .startsWith(local.startsWith("\"") ? "" : local + "@");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@hosted.example:u@example.net",
                "u@example.net@hosted.example",
                "<u@example.net>@hosted.example",
                "u@[hosted.example]",
                "u@hosted.example%example.net"
            })
    void whatIsNoMailboxDoesNotComeHere(String text) {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> MailAddress.parse(text)))
                .isInstanceOf(AddressSyntaxException.class);
    }

    @Test
    void aDomainThatIsNotActiveStaysHereSoThatItsStatusDecides() {
        for (Status status : Status.values()) {
            house.domain("closed.example", status, Map.of());
            assertThat(house.shown("u@closed.example")).isEqualTo("u@closed.example on l");
        }
    }

    @Test
    void mailWaitsWhileTheDirectoryIsAway() {
        assertThat(house.away().shown("u@hosted.example")).startsWith("451 4.4.3");
    }
}
