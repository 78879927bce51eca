// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.mapping.Tables.answer;
import static org.tubepost.mapping.Tables.shown;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.Probe;

/** The right side of an entry, and how a table goes from entry to entry. */
class TemplateTest {
    @Test
    void theFirstEntryThatMatchesCounts() {
        assertThat(answer("ab", "x*  1", "a*  2", "*  3")).isEqualTo("2/");
        assertThat(answer("cd", "x*  1", "a*  2", "*  3")).isEqualTo("3/");
        assertThat(answer("cd", "x*  1", "a*  2")).isEqualTo("none");
        assertThat(answer("", "a  1", "*  2")).isEqualTo("2/");
    }

    @Test
    void theOrderOfTheFileHoldsBetweenLiteralAndWildcardEntries() {
        assertThat(answer("ab", "%b  1", "a*  2")).isEqualTo("1/");
        assertThat(answer("ac", "%b  1", "a*  2", "*c  3")).isEqualTo("2/");
        assertThat(answer("AC", "b  0", "%b  1", "ac  2")).isEqualTo("2/");
    }

    @Test
    void otherLettersAreFlagsForTheCaller() {
        assertThat(answer("a", "a  $Y")).isEqualTo("/Y");
        assertThat(answer("a", "a  $nno$ way$H")).isEqualTo("no way/NH");
        assertThat(answer("a", "a  $<logged$Y$Y")).isEqualTo("logged/<Y");
    }

    @Test
    void dollarQuotesInTemplates() {
        assertThat(answer("a", "a  $$1$ 2$,$@$%")).isEqualTo("$1 2,@%/");
    }

    @Test
    void fieldsThatWereNotSavedAreEmpty() {
        assertThat(answer("ab", "a*  [$0][$1][$9]")).isEqualTo("[b][][]/");
    }

    @Test
    void caseChangesForWhatFollows() {
        assertThat(answer("aB", "*  $0$\\$0$^$0x$_$0")).isEqualTo("aBabABXaB/");
    }

    @Test
    void dollarCGoesOnBehindTheEntryWithItsOutput() {
        assertThat(answer("a", "a  $Cb$X", "a  wrong", "b  c$Y")).isEqualTo("c/XY");
        assertThat(answer("a", "b  never", "a  $Cb")).isEqualTo("b/");
    }

    @Test
    void dollarRStartsAgainWithItsOutput() {
        assertThat(answer("a", "b  found", "a  $Rb")).isEqualTo("found/");
        assertThat(answer("a.b.c", "*.*  $R$0-$1", "*  $0$Y")).isEqualTo("a-b-c/Y");
    }

    @Test
    void dollarEEndsAndARoundaboutEndsToo() {
        assertThat(answer("a", "a  $Eb", "b  wrong")).isEqualTo("b/");
        assertThat(answer("a", "a  $Rb", "b  $Ra")).matches("[ab]/");
    }

    @Test
    void anotherTableIsAskedAndItsSilenceFailsTheEntry() {
        Tables tables =
                new Tables()
                        .with("INNER", "x*  <$0>")
                        .with("OUTER", "*  in$ $|inner;x$0|$Y", "a  other");
        assertThat(shown(tables.probe("OUTER", Probe.of("a", Trace.OFF)))).isEqualTo("in <a>/Y");
        tables.with("OUTER", "*  in$ $|inner;$0|$Y", "a  other$N");
        assertThat(shown(tables.probe("OUTER", Probe.of("a", Trace.OFF)))).isEqualTo("other/N");
        tables.with("OUTER", "*  $|missing;$0|", "a  other");
        assertThat(shown(tables.probe("OUTER", Probe.of("a", Trace.OFF)))).isEqualTo("other/");
    }

    @Test
    void chanceSucceedsSoManyTimesOfAHundred() {
        Set<String> answers = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            answers.add(answer("a", "a  $?50?yes", "a  no"));
            assertThat(answer("a", "a  $?0?yes", "a  no")).isEqualTo("no/");
            assertThat(answer("a", "a  $?100?yes", "a  no")).isEqualTo("yes/");
        }
        assertThat(answers).containsExactlyInAnyOrder("yes/", "no/");
    }

    @Test
    void aConditionOnAFlagThatNobodySetsFails() {
        assertThat(answer("a", "a  $:Eyes", "a  no")).isEqualTo("no/");
        assertThat(answer("a", "a  $;Eyes", "a  no")).isEqualTo("yes/");
    }

    @Test
    void anEntryThatFailsLeavesNoFlagBehind() {
        assertThat(answer("a", "a  $N$?0?x", "a  y$Y")).isEqualTo("y/Y");
    }

    @Test
    void theTraceTellsTheEntryAndItsPlace() {
        Trace trace = Trace.recording();
        Tables tables = new Tables().with("T", "b  no", "a  yes$Y");
        tables.probe("T", Probe.of("a", trace));
        assertThat(trace.steps())
                .singleElement()
                .satisfies(
                        s -> {
                            assertThat(s.subject()).isEqualTo("T a");
                            assertThat(s.result()).isEqualTo("\"yes\" flags Y");
                            assertThat(s.source()).isEqualTo("mappings:4");
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$",
                "$|a",
                "$|a;b",
                "$|a|;",
                "$?x?",
                "$?5",
                "$?",
                "$:",
                "$;",
                "${text}",
                "$[a,b,c]",
                "$]ldap:///[",
                "$#a|b#",
                "$=x",
                "$|a;$|",
                "$?101?",
                "$?-1?"
            })
    void aTemplateThatIsBrokenOrNotInForceYetIsAProblem(String template) {
        assertThat(Tables.compiled("a  " + template).problems())
                .singleElement()
                .asString()
                .startsWith("mappings:3:3: error: entry of T: ");
    }
}
