// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.aliases.MemoryDirectory.address;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.tubepost.api.config.AliasDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Status;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.AliasSource.Expansion;
import org.tubepost.api.routing.AliasSource.Target;
import org.tubepost.api.routing.ExpansionContext;
import org.tubepost.api.routing.ListTraffic;

/**
 * What local addresses stand for: aliases of the file, then users and groups (Felix in process).
 */
class AliasExpanderTest {
    private static final Generation NO_ALIASES = generation();

    @TempDir Path dir;
    private final MemoryDirectory directory = new MemoryDirectory();
    private Framework felix;
    private AliasExpander expander;
    private ServiceRegistration<Directory> registration;

    @BeforeEach
    void begin() throws Exception {
        felix =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow()
                        .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, dir.toString()));
        felix.start();
        registration = felix.getBundleContext().registerService(Directory.class, directory, null);
        expander = new AliasExpander(felix.getBundleContext());
    }

    @AfterEach
    void end() throws Exception {
        expander.close();
        felix.stop();
        felix.waitForStop(5000);
    }

    /** Aliases as {@code name: target, target}. */
    private static Generation generation(String... aliases) {
        List<AliasDefinition> parsed = new ArrayList<>();
        for (String alias : aliases) {
            int colon = alias.indexOf(':');
            parsed.add(
                    new AliasDefinition(
                            alias.substring(0, colon),
                            Arrays.stream(alias.substring(colon + 1).split(","))
                                    .map(String::strip)
                                    .toList(),
                            Map.of(),
                            new SourceLocation("aliases", parsed.size() + 1, 1)));
        }
        return Generation.builder(1, Instant.EPOCH).aliases(parsed).build();
    }

    private static ExpansionContext context(Generation generation, Trace trace) {
        return new ExpansionContext(
                generation,
                Origin.internal("tcp_local", Instant.EPOCH, ""),
                ReversePath.NULL,
                0,
                false,
                trace);
    }

    private String shown(Generation generation, String text) throws Exception {
        Expansion expansion = expander.expand(address(text), context(generation, Trace.OFF));
        if (expansion instanceof Expansion.Refused refused) {
            return refused.reply().toString();
        }
        Expansion.Expanded expanded = (Expansion.Expanded) expansion;
        return expanded.targets().stream()
                        .map(AliasExpanderTest::shown)
                        .collect(Collectors.joining(" "))
                + expanded.list()
                        .flatMap(ListTraffic::sender)
                        .map(s -> " from <" + s + ">")
                        .orElse("");
    }

    private static String shown(Target target) {
        if (target instanceof Target.Mailbox mailbox) {
            return "mailbox:" + mailbox.owner() + "/" + mailbox.partition();
        } else if (target instanceof Target.Held held) {
            return "held:" + held.address();
        }
        return ((Target.Elsewhere) target).address().toString();
    }

    private String shown(String text) throws Exception {
        return shown(NO_ALIASES, text);
    }

    @Test
    void anAliasStandsForItsAddressesWhichAreRewrittenAgain() throws Exception {
        Generation g = generation("team: alice@example.com, bob@example.net, carol");
        assertThat(shown(g, "team@example.com"))
                .isEqualTo("alice@example.com bob@example.net carol");
        assertThat(shown(g, "TEAM@example.org"))
                .isEqualTo("alice@example.com bob@example.net carol");
    }

    @Test
    void anAliasWithADomainHoldsThereOnlyAndStandsBeforeOneWithout() throws Exception {
        Generation g = generation("info: a@example.com", "Info@Example.NET: b@example.com");
        assertThat(shown(g, "info@example.net")).isEqualTo("b@example.com");
        assertThat(shown(g, "info@example.com")).isEqualTo("a@example.com");
        assertThat(shown(generation("x@example.net: y"), "x@example.com"))
                .isEqualTo("550 5.1.1 no such user here: x@example.com");
    }

    @Test
    void anAliasOfAnInternationalDomainIsFoundHoweverTheDomainIsWritten() throws Exception {
        Generation g = generation("info@bücher.example: a@example.com");
        assertThat(shown(g, "info@xn--bcher-kva.example")).isEqualTo("a@example.com");
        assertThat(shown(g, "info@bücher.example")).isEqualTo("a@example.com");
    }

    @Test
    void anAliasStandsBeforeTheDirectoryAndNeedsNone() throws Exception {
        directory.user("alice");
        assertThat(shown(generation("alice: bob"), "alice@example.com")).isEqualTo("bob");
        registration.unregister();
        assertThat(shown(generation("alice: bob"), "alice@example.com")).isEqualTo("bob");
        assertThatThrownBy(() -> shown("alice@example.com"))
                .isInstanceOf(DirectoryUnavailableException.class);
        registration = null;
    }

    @Test
    void whenTheDirectoryIsAwayNothingIsKnown() {
        directory.user("alice").away();
        assertThatThrownBy(() -> shown("alice@example.com"))
                .isInstanceOf(DirectoryUnavailableException.class);
    }

    @Test
    void anAliasThatIsNoAddressRefusesTheGeneration() {
        assertThat(expander.prepare(generation("a: b@example.com", "c: <list", "d: e, @f")))
                .hasSize(2)
                .allMatch(Problem::isError)
                .extracting(p -> p.location().toString())
                .containsExactly("aliases:2:1", "aliases:3:1");
        assertThat(expander.prepare(generation("a: b@example.com, \"c d\"@x, e"))).isEmpty();
    }

    @Test
    void aUserHasAMailboxAndTheFolderOfTheAddress() throws Exception {
        directory.user("alice");
        assertThat(shown("alice@example.com")).isEqualTo("mailbox:alice@example.com/p1");
        assertThat(shown("Alice+lists@example.com"))
                .isEqualTo("mailbox:alice+lists@example.com/p1");
    }

    @Test
    void aPlusSignInAnAddressOfTheUsersOwnNamesNoFolder() throws Exception {
        directory.user("c+d").user("alice", Status.ACTIVE, List.of("a+b@example.com"), List.of());
        assertThat(shown("a+b@example.com")).isEqualTo("mailbox:alice@example.com/p1");
        assertThat(shown("c+d@example.com")).isEqualTo("mailbox:c+d@example.com/p1");
    }

    @Test
    void nobodyIsRefused() throws Exception {
        assertThat(shown("nobody@example.com"))
                .isEqualTo("550 5.1.1 no such user here: nobody@example.com");
    }

    @ParameterizedTest
    @CsvSource({
        "INACTIVE, 450 4.2.1",
        "DISABLED, 550 5.2.1",
        "DELETED, 550 5.1.6",
        "REMOVED, 550 5.1.6",
        "OVERQUOTA, 552 5.2.2"
    })
    void aStatusRefusesMail(Status status, String reply) throws Exception {
        directory
                .user("alice", status, List.of(), List.of())
                .group("team", status, "", "bob@x.example");
        assertThat(shown("alice@example.com")).startsWith(reply);
        assertThat(shown("team@example.com")).startsWith(reply);
    }

    @Test
    void onHoldMailWaits() throws Exception {
        directory.user("alice", Status.HOLD, List.of(), List.of()).user("bob", "hold", "mailbox");
        assertThat(shown("alice@example.com")).isEqualTo("held:alice@example.com");
        assertThat(shown("bob@example.com")).isEqualTo("held:bob@example.com");
    }

    @Test
    void forwardingGoesElsewhereAndMayKeepACopy() throws Exception {
        directory
                .user(
                        "alice",
                        Status.ACTIVE,
                        List.of(),
                        List.of("a@x.example", "b@x.example"),
                        "forward")
                .user("bob", Status.ACTIVE, List.of(), List.of("c@x.example"), "forward", "mailbox")
                .user("carol", "forward")
                .user("dave", "program");
        assertThat(shown("alice@example.com")).isEqualTo("a@x.example b@x.example");
        assertThat(shown("bob@example.com")).isEqualTo("mailbox:bob@example.com/p1 c@x.example");
        assertThat(shown("carol@example.com")).startsWith("450 4.3.5");
        assertThat(shown("dave@example.com")).startsWith("450 4.3.5");
    }

    @Test
    void aGroupStandsForItsMembersAndThoseOfGroupsInIt() throws Exception {
        directory
                .user("alice")
                .user("bob")
                .group("inner", Status.ACTIVE, "", "bob", "x@x.example")
                .group("team", Status.ACTIVE, "", "alice", "inner", "y@x.example");
        assertThat(shown("team@example.com").split(" "))
                .containsExactlyInAnyOrder(
                        "mailbox:alice@example.com/p1",
                        "mailbox:bob@example.com/p1",
                        "x@x.example",
                        "y@x.example");
    }

    @Test
    void groupsThatHoldEachOtherGiveEachMemberOnce() throws Exception {
        directory
                .user("alice")
                .group("a", Status.ACTIVE, "", "b", "a", "alice", "x@x.example")
                .group("b", Status.ACTIVE, "", "a", "alice", "x@x.example");
        assertThat(shown("a@example.com").split(" "))
                .containsExactlyInAnyOrder("mailbox:alice@example.com/p1", "x@x.example");
    }

    @Test
    void groupsMayLieDeep() throws Exception {
        directory.user("alice");
        IntStream.range(0, 20_000)
                .forEach(i -> directory.group("g" + i, Status.ACTIVE, "", "g" + (i + 1)));
        directory.group("g20000", Status.ACTIVE, "", "alice");
        assertThat(shown("g0@example.com")).isEqualTo("mailbox:alice@example.com/p1");
    }

    @Test
    void aMemberWhoTakesNoMailDoesNotKeepTheOthersFromIt() throws Exception {
        directory
                .user("alice")
                .user("gone", Status.DELETED, List.of(), List.of())
                .group("off", Status.INACTIVE, "", "alice")
                .group("team", Status.ACTIVE, "", "gone", "off", "missing", "alice");
        assertThat(shown("team@example.com")).isEqualTo("mailbox:alice@example.com/p1");
    }

    @Test
    void aGroupWithoutMembersWhoTakeMailIsRefused() throws Exception {
        directory
                .user("gone", Status.DELETED, List.of(), List.of())
                .group("empty", Status.ACTIVE, "")
                .group("self", Status.ACTIVE, "", "self")
                .group("team", Status.ACTIVE, "", "gone");
        for (String name : List.of("empty", "self", "team")) {
            assertThat(shown(name + "@example.com")).startsWith("550 5.2.4 group " + name);
        }
    }

    @Test
    void reportsOfAListGoToItsErrorsAddress() throws Exception {
        directory
                .group("a", Status.ACTIVE, "owner@example.com", "x@x.example")
                .group("b", Status.ACTIVE, "mailto:owner@example.com", "x@x.example")
                .group("c", Status.ACTIVE, "no address", "x@x.example")
                .group("d", Status.ACTIVE, "", "a");
        assertThat(shown("a@example.com")).isEqualTo("x@x.example from <owner@example.com>");
        assertThat(shown("b@example.com")).isEqualTo("x@x.example from <owner@example.com>");
        assertThat(shown("c@example.com")).isEqualTo("x@x.example");
        // A list in a group has copies of its own, so it is asked for by its address.
        assertThat(shown("d@example.com")).isEqualTo("a@example.com");
    }

    @Test
    void theTraceTellsWhatDecided() throws Exception {
        directory.user("alice");
        Trace trace = Trace.recording();
        expander.expand(address("team@example.com"), context(generation("team: alice"), trace));
        expander.expand(address("alice@example.com"), context(NO_ALIASES, trace));
        expander.expand(address("bob@example.com"), context(NO_ALIASES, trace));
        assertThat(trace.steps())
                .extracting(s -> s.room() + " " + s.subject() + " " + s.result())
                .containsExactly(
                        "aliases team@example.com [alice]",
                        "directory alice@example.com cn=alice,o=example.com, ACTIVE",
                        "directory bob@example.com no such user or group");
    }

    @Test
    void aTransactionKeepsItsGeneration() throws Exception {
        Generation old = generation("team: a@x.example");
        Generation next = generation("team: b@x.example");
        expander.activate(old);
        expander.activate(next);
        assertThat(shown(old, "team@example.com")).isEqualTo("a@x.example");
        assertThat(shown(next, "team@example.com")).isEqualTo("b@x.example");
    }

    @Test
    void theNullPathIsNeverMadeOfAnErrorsAddress() throws Exception {
        directory.group("a", Status.ACTIVE, "mailto:", "x@x.example");
        Expansion.Expanded expanded =
                (Expansion.Expanded)
                        expander.expand(address("a@example.com"), context(NO_ALIASES, Trace.OFF));
        assertThat(expanded.list().flatMap(ListTraffic::sender).filter(ReversePath::isNull))
                .isEmpty();
        assertThat(expanded.targets())
                .containsExactly(new Target.Elsewhere(new MailAddress("x", "x.example")));
    }
}
