// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;
import org.tubepost.api.directory.Status;
import org.tubepost.api.routing.AliasSource.Expansion;
import org.tubepost.api.routing.AliasSource.Target;

/** Whatever aliases and groups name each other: expansion ends, and nobody is found twice. */
class ExpansionPropertyTest {
    private static final int NODES = 12;

    /** For each node the nodes it names; numbers past the nodes are people. */
    @Provide
    Arbitrary<List<List<Integer>>> graphs() {
        return Arbitraries.integers()
                .between(0, 2 * NODES - 1)
                .list()
                .ofMaxSize(6)
                .list()
                .ofSize(NODES);
    }

    private static Set<Integer> reachable(List<List<Integer>> graph) {
        Set<Integer> seen = new HashSet<>(Set.of(0));
        List<Integer> waiting = new ArrayList<>(List.of(0));
        while (!waiting.isEmpty()) {
            for (int next : graph.get(waiting.remove(0))) {
                if (seen.add(next) && next < NODES) {
                    waiting.add(next);
                }
            }
        }
        seen.removeIf(n -> n < NODES);
        return seen;
    }

    @Property(tries = 40)
    void aliasesEndAndFindEachPersonOnce(@ForAll("graphs") List<List<Integer>> graph)
            throws Exception {
        try (Bench bench = new Bench()) {
            for (int i = 0; i < NODES; i++) {
                bench.alias(
                        "n" + i,
                        graph.get(i).stream()
                                .map(n -> n < NODES ? "N" + n : "p" + n + "@x.example")
                                .toArray(String[]::new));
            }
            check(bench, reachable(graph), "p");
        }
    }

    @Property(tries = 40)
    void groupsEndAndFindEachPersonOnce(@ForAll("graphs") List<List<Integer>> graph)
            throws Exception {
        try (Bench bench = new Bench()) {
            for (int i = NODES; i < 2 * NODES; i++) {
                bench.directory.user("u" + i);
            }
            for (int i = 0; i < NODES; i++) {
                bench.directory.group(
                        "n" + i,
                        Status.ACTIVE,
                        "",
                        graph.get(i).stream()
                                .map(n -> (n < NODES ? "n" : "u") + n)
                                .toArray(String[]::new));
            }
            check(bench, reachable(graph), "u");
        }
    }

    private static void check(Bench bench, Set<Integer> people, String prefix) {
        Expansion expansion =
                Assertions.assertTimeoutPreemptively(
                        Duration.ofSeconds(20), () -> bench.expand("n0@example.com"));
        if (people.isEmpty()) {
            assertThat(expansion).isInstanceOf(Expansion.Refused.class);
            return;
        }
        assertThat(((Expansion.Expanded) expansion).targets())
                .doesNotHaveDuplicates()
                .extracting(ExpansionPropertyTest::localPart)
                .containsExactlyInAnyOrderElementsOf(people.stream().map(n -> prefix + n).toList());
    }

    private static String localPart(Target target) {
        return target instanceof Target.Mailbox mailbox
                ? mailbox.owner().localPart()
                : ((Target.Elsewhere) target).address().localPart();
    }

    @Property
    void aPatternMatchesAsItsPartsSay(
            @ForAll("texts") String text, @ForAll("patterns") String pattern) {
        String regex =
                Arrays.stream(pattern.split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*"));
        assertThat(new Glob(pattern).matches(text)).isEqualTo(text.matches(regex));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("ab").ofMaxLength(12);
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.strings().withChars("ab*").ofMaxLength(8);
    }
}
