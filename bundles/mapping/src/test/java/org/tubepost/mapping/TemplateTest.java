// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.mapping.Tables.answer;
import static org.tubepost.mapping.Tables.shown;

import java.io.UncheckedIOException;
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

    @Test
    void theColumnOfAProblemIsThatOfTheSequence() {
        assertThat(Tables.compiled("abc$[x  y").problems())
                .singleElement()
                .asString()
                .startsWith("mappings:3:6: error: ");
        assertThat(Tables.compiled("a  0123$Y$|t;x$#a#").problems())
                .singleElement()
                .asString()
                .startsWith("mappings:3:46: error: entry of T: '|' is missing at its end");
        assertThat(Tables.compiled("a  0$|t;$?x?|").problems())
                .singleElement()
                .asString()
                .startsWith("mappings:3:45: error: ");
    }

    private static String asked(Tables tables, String line) {
        return shown(tables.with("T", line, "*  else").probe("T", Probe.of("a(b)*", Trace.OFF)));
    }

    @Test
    void theGeneralDatabaseAnswersOrFailsTheEntry() {
        Tables tables = new Tables().general("key-a(b)*", "value");
        assertThat(asked(tables, "*  <${key-$0}>$Y")).isEqualTo("<value>/Y");
        assertThat(asked(tables, "*  ${other}$Y")).isEqualTo("else/");
        assertThat(asked(tables.general("a}", "braces"), "*  ${a$}}")).isEqualTo("braces/");
    }

    @Test
    void theDirectoryAnswersWithOneValueOrFailsTheEntry() {
        Tables tables =
                new Tables()
                        .directory("ldap:///o=x?mail?sub?(uid=a%5C28b%5C29%5C2A)", "one")
                        .directory("ldap:///o=two", "one", "two");
        assertThat(asked(tables, "*  <$]ldap:///o=x?mail?sub?(uid=$0)[>$Y")).isEqualTo("<one>/Y");
        assertThat(asked(tables, "*  $]ldap:///o=two[$Y")).isEqualTo("else/");
        assertThat(asked(tables, "*  $]ldap:///o=none[$Y")).isEqualTo("else/");
    }

    @Test
    void textFromOutsideCannotLeaveItsPlaceInAnLdapUrl() {
        assertThat(LdapQuoting.urlValue("ldap:///ou=", "a,b+c?d")).isEqualTo("a%5C2Cb%5C2Bc%3Fd");
        assertThat(LdapQuoting.urlValue("ldap:///ou=", " a#")).isEqualTo("%5C20a%23");
        assertThat(LdapQuoting.urlValue("ldap:///o=x?mail?sub?(m=", "*)(u=\u00e4"))
                .isEqualTo("%5C2A%5C29%5C28u%3D%C3%A4");
    }

    @Test
    void dollarEqualsQuotesFieldsForAFilter() {
        Tables tables = new Tables();
        assertThat(asked(tables, "*  ($0)$=($0)")).isEqualTo("(a(b)*)(a\\28b\\29\\2A)/");
    }

    @Test
    void aRoutineAnswersOrFailsTheEntry() {
        Tables tables = new Tables().routine("lib do x,a(b)*]", "done");
        assertThat(asked(tables, "*  $[lib,do,x,$0$]]$Y")).isEqualTo("done/Y");
        assertThat(asked(tables, "*  $[lib,other,$0]$Y")).isEqualTo("else/");
    }

    @Test
    void sequencesHaveRadixWidthAndModulus() {
        assertThat(asked(new Tables(), "*  $#n#")).isEqualTo("42/");
        assertThat(asked(new Tables(), "*  $#n|16|4#")).isEqualTo("002a/");
        assertThat(asked(new Tables(), "*  $#n||5|10#")).isEqualTo("00002/");
    }

    @Test
    void aRehearsalTakesNoNumber() {
        Tables tables = new Tables().with("T", "*  $#n#");
        Probe rehearsal = new Probe("a", "", true, Trace.OFF);
        assertThat(shown(tables.probe("T", rehearsal))).isEqualTo("42/");
        assertThat(shown(tables.probe("T", rehearsal))).isEqualTo("42/");
        assertThat(shown(tables.probe("T", Probe.of("a", Trace.OFF)))).isEqualTo("42/");
        assertThat(shown(tables.probe("T", Probe.of("a", Trace.OFF)))).isEqualTo("43/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$]ldap:///o=x[", "$[lib,do,x]", "$#n#"})
    void whatCannotBeAskedNowIsNotTakenForNo(String template) {
        Tables tables = new Tables().away().with("T", "*  " + template, "*  $Y");
        assertThatThrownBy(() -> tables.probe("T", Probe.of("a", Trace.OFF)))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void anotherTableThatSaysNoFailsTheEntry() {
        Tables tables = new Tables().with("INNER", "x  $N", "y  $F", "*  fine$Y");
        tables.with("T", "*  $|inner;$0|$Y", "*  other$N");
        assertThat(shown(tables.probe("T", Probe.of("x", Trace.OFF)))).isEqualTo("other/N");
        assertThat(shown(tables.probe("T", Probe.of("y", Trace.OFF)))).isEqualTo("other/N");
        assertThat(shown(tables.probe("T", Probe.of("z", Trace.OFF)))).isEqualTo("fine/Y");
    }

    @Test
    void aBarInAnArgumentIsQuoted() {
        Tables tables = new Tables().with("INNER", "*|*  $1-$0").with("T", "*  $|inner;x$|$0|");
        assertThat(shown(tables.probe("T", Probe.of("y", Trace.OFF)))).isEqualTo("y-x/");
    }

    @Test
    void dollarLMakesOneMorePassWhenTheTableIsAtItsEnd() {
        assertThat(answer("a", "b  found", "a  $Lb", "c  no")).isEqualTo("found/");
        assertThat(answer("a", "b  first", "a  $Lb", "b  later")).isEqualTo("later/");
        assertThat(answer("a", "b  first", "a  $Lb", "b  $Cc")).isEqualTo("c/");
    }

    @Test
    void conditionsSeeTheFlagsOfTheCaller() {
        Tables tables = new Tables().with("T", "*  $:Ayes", "*  $;Tno");
        assertThat(shown(tables.probe("T", new Probe("a", "AT", false, Trace.OFF))))
                .isEqualTo("yes/");
        assertThat(shown(tables.probe("T", new Probe("a", "T", false, Trace.OFF))))
                .isEqualTo("none");
        assertThat(shown(tables.probe("T", new Probe("a", "E", false, Trace.OFF))))
                .isEqualTo("no/");
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
                "${text",
                "$[a,b]",
                "$[a",
                "$[,b,c]",
                "$]http://x[",
                "$][",
                "$]ldap:///",
                "$#a|b#",
                "$#a",
                "$#../a#",
                "$#a|37#",
                "$#a|10|-1#",
                "$#a|10|1|x#",
                "$|;x|",
                "$|a;$|",
                "$?101?",
                "$?-1?"
            })
    void aBrokenTemplateIsAProblemWithItsPlace(String template) {
        assertThat(Tables.compiled("a  " + template).problems())
                .singleElement()
                .asString()
                .startsWith("mappings:3:40: error: entry of T: ");
    }
}
