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
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.RewriteRule;
import org.tubepost.api.config.SourceLocation;

/** The examples of {@code docs/rewrite-rules.md}, read from the page. */
class ExamplesTest {
    private static final Path PAGE = Path.of("../../docs/rewrite-rules.md");
    private static final List<String> HOSTS =
            List.of(
                    "localhost",
                    "tcp_siroe-daemon",
                    "tcp_intranet-daemon",
                    "tcp_local-daemon",
                    "relay-daemon",
                    "uucp-daemon");

    private House house;

    @BeforeEach
    void read() throws IOException {
        String page = Files.readString(PAGE);
        String examples = page.substring(page.indexOf("## Examples"));
        String block = examples.substring(examples.indexOf("```\n") + 4);
        List<RewriteRule> rules = new ArrayList<>();
        for (String line : block.substring(0, block.indexOf("```")).lines().toList()) {
            if (!line.startsWith("!")) {
                String[] halves = line.split("\\s+", 2);
                rules.add(
                        new RewriteRule(
                                halves[0],
                                halves[1],
                                new SourceLocation("imta.cnf", rules.size() + 1, 1)));
            }
        }
        house = new House(generation(rules));
        house.domain("hosted.example", Map.of())
                .table("LAB_HOSTS", i -> i.equals("bench") ? "tcp_intranet-daemon/Y" : null)
                .finds(
                        "ldap:///o=branches?mailRoutingSystem?sub?"
                                + "(mailDomain=north.branch.example)",
                        "relay-daemon")
                .library(
                        "site",
                        (routine, argument, trace) ->
                                Optional.of("shard" + argument.length() % 2 + ".example"));
        House.ENTRIES.put("moved", "$U%new.example");
    }

    @AfterEach
    void empty() {
        House.ENTRIES.clear();
    }

    private static Generation generation(List<RewriteRule> rules) {
        Stream<ChannelDefinition> channels =
                HOSTS.stream()
                        .map(
                                host ->
                                        new ChannelDefinition(
                                                host.equals("localhost")
                                                        ? "l"
                                                        : host.replace("-daemon", ""),
                                                List.of(),
                                                host,
                                                List.of(),
                                                new SourceLocation("imta.cnf", 99, 1)));
        return Generation.builder(1, Instant.EPOCH)
                .rewriteRules(rules)
                .channels(channels.toList())
                .databases(Map.of("general", House.GENERAL))
                .build();
    }

    @Test
    void theyAreGoodRules() {
        assertThat(house.rules().problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "x@siroe.com, x@siroe.com on tcp_siroe",
        "x@a.siroe.com, x@a.siroe.com on tcp_siroe",
        "alice@hosted.example, alice@hosted.example on l",
        "u@old.example, u@new.example on tcp_local",
        "u@printer.example, 550 5.1.2 Printers take no mail",
        "u@north.branch.example, u@north.branch.example on relay",
        "u@south.branch.example, u@south.branch.example on tcp_local",
        "u@bench.lab.example, u@bench.lab.example on tcp_intranet",
        "u@desk.lab.example, u@desk.lab.example on tcp_local",
        "u@moved.company.example, u@new.example on tcp_local",
        "user@shards.example, user@shard0.example on tcp_local",
        "u@far.example, u@far.example on relay by way of gateway.example",
        "u@[192.0.2.9], u@[192.0.2.9] on tcp_intranet",
        "u@[198.51.100.9], u@[198.51.100.9] on tcp_local",
        "u@[IPv6:2001:db8::9], u@[ipv6:2001:db8:0:0:0:0:0:9] on tcp_intranet",
        "u%example.net@mail.example, 550 5.7.1 We do not relay for percent hacks",
        "site!u@mail.example, u@site on uucp",
        "u@anything.example, u@anything.example on tcp_local"
    })
    void addressesGoWhereThePageSays(String address, String route) {
        assertThat(house.shown(address)).isEqualTo(route);
    }

    @Test
    void theLabIsReachedByWhoAsks() {
        assertThat(house.from("tcp_intranet").shown("u@lab.example")).endsWith("on tcp_intranet");
        assertThat(house.from("tcp_local").shown("u@lab.example")).endsWith("on relay");
    }
}
