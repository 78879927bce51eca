// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.aliases.MemoryDirectory.address;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.AliasSource.Expansion;
import org.tubepost.api.routing.ExpansionContext;
import org.tubepost.testkit.SmallFramework;

/** Delivery options that channels carry out. */
class ServiceOptionsTest {
    @TempDir Path cache;
    private final MemoryDirectory directory = new MemoryDirectory();
    private SmallFramework framework;
    private AliasExpander expander;

    @BeforeEach
    void open() throws Exception {
        framework = SmallFramework.start(cache);
        framework.register(Directory.class, directory, Map.of());
        expander = new AliasExpander(framework.context());
    }

    @AfterEach
    void close() throws Exception {
        expander.close();
        framework.close();
    }

    private static Generation generation(Map<String, String> options, String... channels) {
        SourceLocation here = new SourceLocation("imta.cnf", 1, 1);
        return Generation.builder(1, Instant.EPOCH)
                .options(options)
                .channels(
                        Arrays.stream(channels)
                                .map(c -> new ChannelDefinition(c, List.of(), c, List.of(), here))
                                .toList())
                .build();
    }

    private List<String> targets(Generation generation, String to) throws Exception {
        Expansion expansion =
                expander.expand(
                        address(to),
                        new ExpansionContext(
                                generation,
                                Origin.internal("tcp_local", Instant.EPOCH, ""),
                                ReversePath.NULL,
                                0,
                                false,
                                Trace.OFF));
        return expansion instanceof Expansion.Expanded expanded
                ? expanded.targets().stream().map(Object::toString).toList()
                : List.of(((Expansion.Refused) expansion).reply().toString());
    }

    @Test
    void aUserWhoIsAwayHasAnAnswerBesideTheMailbox() throws Exception {
        directory.user("anna", "mailbox", "autoreply").user("otto", "autoreply");
        Generation generation = generation(Map.of(), "autoreply");
        assertThat(targets(generation, "anna@example.com"))
                .containsExactly(
                        "Mailbox[owner=anna@example.com, partition=p1]",
                        "Service[address=anna@example.com, channel=autoreply, destination=,"
                                + " aside=true]");
        assertThat(targets(generation, "otto@example.com"))
                .containsExactly(
                        "Service[address=otto@example.com, channel=autoreply, destination=,"
                                + " aside=false]");
    }

    @Test
    void membersOfAGroupHaveTheirOptions() throws Exception {
        directory.user("anna", "mailbox", "autoreply");
        directory.list("team", Map.of(), "anna");
        assertThat(targets(generation(Map.of(), "autoreply"), "team@example.com"))
                .hasSize(2)
                .anyMatch(t -> t.startsWith("Service[address=anna@example.com"));
    }

    @Test
    void anOptionWithoutItsChannelIsNotInForce() throws Exception {
        directory.user("anna", "mailbox", "autoreply").user("otto", "autoreply");
        Generation generation = generation(Map.of("AUTOREPLY_CHANNEL", "away"), "autoreply");
        assertThat(targets(generation, "anna@example.com"))
                .containsExactly("Mailbox[owner=anna@example.com, partition=p1]");
        assertThat(targets(generation, "otto@example.com").get(0)).startsWith("450 4.3.5");
        assertThat(
                        targets(
                                generation(Map.of("AUTOREPLY_CHANNEL", "AWAY"), "away"),
                                "otto@example.com"))
                .hasSize(1)
                .allMatch(t -> t.contains("channel=away"));
    }

    @Test
    void commandsAreNamedInTheDirectoryAndNothingElseOfThemIs() throws Exception {
        directory.user(
                "anna",
                Map.of("mailProgramDeliveryInfo", List.of("Sort", "rm -rf /", "../x", "count")),
                "program");
        assertThat(targets(generation(Map.of(), "pipe"), "anna@example.com"))
                .containsExactly(
                        "Service[address=anna@example.com, channel=pipe, destination=sort,"
                                + " aside=false]",
                        "Service[address=anna@example.com, channel=pipe, destination=count,"
                                + " aside=false]");
        assertThat(targets(generation(Map.of()), "anna@example.com").get(0))
                .startsWith("450 4.3.5");
    }

    @Test
    void anOptionThatNobodyCarriesOutIsSaidSoOnceAndForAllIfThereIsNoOther() throws Exception {
        directory.user("anna", "native").user("otto", "mailbox", "file", "unix");
        assertThat(targets(generation(Map.of()), "anna@example.com"))
                .containsExactly(
                        "550 5.3.3 anna@example.com: delivery option native is not supported");
        assertThat(targets(generation(Map.of()), "otto@example.com"))
                .containsExactly("Mailbox[owner=otto@example.com, partition=p1]");
    }
}
