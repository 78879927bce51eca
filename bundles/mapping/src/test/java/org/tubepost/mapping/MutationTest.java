// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tubepost.api.config.MappingDefinition;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.Probe;

/**
 * Mutated entries and probes: they compile or are a problem, and are answered with a bounded number
 * of steps. The system property {@code tubepost.fuzz.tries} says how many; the seed of a run is in
 * the message of a failure.
 */
class MutationTest {
    private static final int TRIES = Integer.getInteger("tubepost.fuzz.tries", 3000);
    private static final long SEED = System.nanoTime();
    private static final String ALPHABET =
            "$$$$***%%|||;;??[]{}()<>/_^@~-\\#=:.,0123459abcxyzACDRLENYTSXB \t\u00df\ud800\u0663";
    private static final String[] ENTRIES = {
        "tcp_local|*|tcp_*|*", "$N550|5.7.1|Relaying$ not$ permitted",
        "TCP|*|*|$(192.0.2.0/24)|*", "$C$|INTERNAL_IP;$2|$Y$E",
        "*|$_*@*|$0*", "$]ldap:///o=x?mail?sub?(mail=$1)[$Y",
        "$D*.$[a-z]%.$[~|]*.$0*", "${key $0}$#seq|16|4|100#$\\$0$^$1",
        "${2001:db8::/32}|$@*$^*", "$[lib,do,$0,$1]$?50?$:A$;T$=x$0",
    };

    private final Random random = new Random(SEED);

    @Test
    void anyEntryCompilesOrIsAProblemWithItsPlace() {
        for (int i = 0; i < TRIES; i++) {
            int base = 2 * random.nextInt(ENTRIES.length / 2);
            String pattern = mutated(ENTRIES[base]);
            String template = mutated(ENTRIES[base + 1]);
            CompiledTable table = table(pattern, template);
            String what = "seed " + SEED + ": " + pattern + "  " + template;
            assertThat(table.problems())
                    .as(what)
                    .allMatch(p -> p.isError() && p.location().column() >= 1);
            String probe = mutated("tcp_local|a@b.example|tcp_local|c@d.example");
            try {
                table.probe(new Probe(probe, "A", false, Trace.OFF), new Tables())
                        .ifPresent(r -> decide(r, what));
            } catch (UncheckedIOException unknown) {
                assertThat(unknown).as(what).hasMessageContaining("too many steps");
            }
        }
    }

    private static void decide(MappingTable.Result result, String what) {
        for (AccessTable access : AccessTable.values()) {
            Probe probe = new Probe("p", "", true, Trace.OFF);
            new AccessAnswer(access, probe, result)
                    .decision("no")
                    .refusal()
                    .ifPresent(
                            refusal -> {
                                assertThat(refusal.isPositive()).as(what).isFalse();
                                assertThat(refusal.text()).as(what).matches("[\\x20-\\x7e]+");
                            });
        }
    }

    @Test
    void stepsGrowWithPatternTimesInput() {
        for (int i = 0; i < TRIES; i++) {
            String pattern = wildcards(false);
            String input = "ab".repeat(random.nextInt(200)) + mutated("aaaaaaaab");
            PatternMatcher matcher = new PatternMatcher(input);
            matcher.matches(compiled(pattern));
            assertThat(matcher.isExhausted()).isFalse();
            assertThat((long) matcher.steps())
                    .as("seed %d: %s on %s", SEED, pattern, input)
                    .isLessThanOrEqualTo(6L * (pattern.length() + 1) * (input.length() + 1));
        }
    }

    @Test
    void stepsWithBackReferencesAreBounded() {
        for (int i = 0; i < Math.min(TRIES, 200_000); i++) {
            String pattern = wildcards(true);
            PatternMatcher matcher = new PatternMatcher("a".repeat(random.nextInt(300)) + "b");
            matcher.matches(compiled(pattern));
            assertThat(matcher.steps()).as(pattern).isLessThan(1_000_000);
        }
    }

    @Test
    void theIndexFindsWhatReadingEveryEntryFinds() {
        for (int i = 0; i < TRIES / 30; i++) {
            List<MappingDefinition.Entry> entries =
                    random.ints(60 + random.nextInt(60), 0, 1 << 16)
                            .mapToObj(n -> entry(small(n), Integer.toString(n)))
                            .toList();
            CompiledTable table = new CompiledTable(definition(entries));
            for (int k = 0; k < 20; k++) {
                String input = small(random.nextInt(1 << 16)).replaceAll("[*%$]", "c");
                String expected =
                        entries.stream()
                                .filter(
                                        e ->
                                                new PatternMatcher(input)
                                                        .matches(compiled(e.pattern())))
                                .map(e -> e.template() + "/")
                                .findFirst()
                                .orElse("none");
                assertThat(Tables.shown(table.probe(Probe.of(input, Trace.OFF), new Tables())))
                        .as("seed %d: %s", SEED, input)
                        .isEqualTo(expected);
            }
        }
    }

    /** A short pattern of few letters, many of which begin alike. */
    private static String small(int n) {
        String[] parts = {"", "ab", "*", "abc", "|", "%", "cab|", "a"};
        return parts[n & 7] + parts[n >> 3 & 7] + parts[n >> 6 & 7] + parts[n >> 9 & 7];
    }

    private String wildcards(boolean references) {
        String[] parts = {"*", "$_*", "a", "b", "%", "*a", "$A*", "$[ab]*", "$@*$^", "*b", "ab"};
        StringBuilder pattern = new StringBuilder();
        int size = 1 + random.nextInt(20);
        for (int i = 0; i < size; i++) {
            pattern.append(
                    references && i > 1 && random.nextInt(4) == 0
                            ? "$" + random.nextInt(3) + "*"
                            : parts[random.nextInt(parts.length)]);
        }
        return pattern.toString();
    }

    private String mutated(String text) {
        StringBuilder out = new StringBuilder(text);
        for (int i = random.nextInt(6); i > 0; i--) {
            int at = random.nextInt(out.length() + 1);
            char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            if (at == out.length() || random.nextInt(3) == 0) {
                out.insert(at, c);
            } else if (random.nextBoolean()) {
                out.setCharAt(at, c);
            } else {
                out.delete(at, Math.min(out.length(), at + 1 + random.nextInt(3)));
            }
        }
        return out.toString();
    }

    private static Pattern compiled(String pattern) {
        try {
            return PatternCompiler.compile(pattern);
        } catch (PatternSyntaxException broken) {
            throw new AssertionError(pattern, broken);
        }
    }

    private static MappingDefinition.Entry entry(String pattern, String template) {
        return new MappingDefinition.Entry(pattern, template, new SourceLocation("m", 1, 1));
    }

    private static MappingDefinition definition(List<MappingDefinition.Entry> entries) {
        return new MappingDefinition("T", entries, new SourceLocation("m", 1, 1));
    }

    private static CompiledTable table(String pattern, String template) {
        return new CompiledTable(definition(List.of(entry(pattern, template), entry("*", "end"))));
    }
}
