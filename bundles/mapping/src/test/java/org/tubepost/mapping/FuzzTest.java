// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.Probe;

/** Whatever an entry holds, it compiles or is a problem; whatever a probe holds, it is answered. */
class FuzzTest {
    private static final int TRIES = 200;

    @Property(tries = TRIES)
    void anyEntryCompilesOrIsAProblem(
            @ForAll("text") String pattern,
            @ForAll("text") String template,
            @ForAll("text") String input) {
        CompiledTable table =
                new CompiledTable(Tables.definition("T", pattern + "  " + template, "*  end"));
        assertThat(table.problems()).allMatch(p -> p.isError() && p.location().line() >= 3);
        assertThat(table.probe(Probe.of(input, Trace.OFF), new Tables())).isPresent();
    }

    @Property(tries = TRIES)
    void anyTextQuotedMatchesItself(@ForAll @StringLength(max = 40) String text) {
        StringBuilder quoted = new StringBuilder();
        for (char c : text.toCharArray()) {
            // A letter or digit needs no quotes, and means something else with them.
            quoted.append(Character.isLetterOrDigit(c) || "_@^[(<{".indexOf(c) >= 0 ? "" : "$")
                    .append(c);
        }
        CompiledTable table =
                new CompiledTable(
                        new org.tubepost.api.config.MappingDefinition(
                                "T",
                                java.util.List.of(
                                        new org.tubepost.api.config.MappingDefinition.Entry(
                                                quoted.toString(),
                                                "$Y",
                                                new org.tubepost.api.config.SourceLocation(
                                                        "m", 1, 1))),
                                new org.tubepost.api.config.SourceLocation("m", 1, 1)));
        assertThat(table.problems()).isEmpty();
        assertThat(table.probe(Probe.of(text, Trace.OFF), new Tables())).isPresent();
        assertThat(table.probe(Probe.of(text + "!", Trace.OFF), new Tables())).isEmpty();
    }

    @Property(tries = TRIES)
    void wildcardsFindWhatStandsBetweenSeparators(
            @ForAll("word") String a, @ForAll("word") String b, @ForAll("word") String c) {
        assertThat(Tables.answer(a + "|" + b + "|" + c, "*|*|*  $2|$1|$0"))
                .isEqualTo(c + "|" + b + "|" + a + "/");
        assertThat(Tables.answer(a + "|" + a.toUpperCase(Locale.ROOT), "*|$0*  $Y"))
                .isEqualTo("/Y");
    }

    @Provide
    Arbitrary<String> word() {
        return Arbitraries.strings().alpha().numeric().ofMaxLength(12);
    }

    @Provide
    Arbitrary<String> text() {
        return Arbitraries.of(
                        "$",
                        "$",
                        "*",
                        "%",
                        "a",
                        "B",
                        "7",
                        "|",
                        ";",
                        "?",
                        "[",
                        "]",
                        "(",
                        ")",
                        "{",
                        "}",
                        "<",
                        ">",
                        "/",
                        "10.0.0.0",
                        "::1",
                        "/8",
                        "_",
                        "^",
                        "@",
                        "~",
                        "-",
                        "\\",
                        "#",
                        "=",
                        ":",
                        "C",
                        "R",
                        "T",
                        "0",
                        "٣",
                        "ß",
                        "\uD800")
                .list()
                .ofMaxSize(14)
                .map(parts -> String.join("", parts));
    }
}
