// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.MappingDefinition;

/** What is wrong with tables beyond their syntax. */
class TableChecksTest {
    private static List<String> problems(MappingDefinition... definitions) {
        Generation generation = Tables.generation(definitions);
        Map<String, CompiledTable> tables = new LinkedHashMap<>();
        for (MappingDefinition definition : definitions) {
            tables.put(definition.name(), new CompiledTable(definition));
        }
        return TableChecks.problems(generation, tables).stream().map(Object::toString).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "$Y$]ldap:///o=x[, the directory",
        "$Y$[lib;do;x], ''",
        "$Y$#n#, a sequence number",
    })
    void tablesAskedAtConnectMustNotWait(String template, String what) {
        String written = template.replace(";do;", ",do,");
        String problem =
                "mappings:3:42: error: tables that are asked at connect must not wait for "
                        + (what.isEmpty() ? "a callout" : what);
        assertThat(problems(Tables.definition("PORT_ACCESS", "*  " + written)))
                .containsExactly(problem);
        assertThat(
                        problems(
                                Tables.definition("PORT_ACCESS", "*  $C$|MIDDLE;$0|$Y"),
                                Tables.definition("MIDDLE", "*  ${$|inner;$0|}"),
                                Tables.definition("INNER", "*  " + written)))
                .containsExactly(problem);
        assertThat(problems(Tables.definition("OTHER", "*  " + written))).isEmpty();
    }

    @Test
    void aFlagThatAnAccessTableDoesNotKnowIsNamed() {
        assertThat(problems(Tables.definition("PORT_ACCESS", "*  $Y$T$C$H")))
                .containsExactly("mappings:3:46: warning: flag $H means nothing in PORT_ACCESS");
        assertThat(problems(Tables.definition("SEND_ACCESS", "*  $Jx")))
                .containsExactly("mappings:3:40: warning: flag $J means nothing in SEND_ACCESS");
        assertThat(problems(Tables.definition("MAIL_ACCESS", "*  $U1")))
                .containsExactly("mappings:3:40: warning: flag $U is not in force yet");
        assertThat(problems(Tables.definition("OTHER", "*  $W"))).isEmpty();
    }

    @Test
    void everyFlagOfTheLanguageIsKnownWhereItBelongs() {
        assertThat(
                        problems(
                                Tables.definition("PORT_ACCESS", "*  $Y$N$F$<$>$D$T$X"),
                                Tables.definition(
                                        "FROM_ACCESS", "*  $Y$N$F$B$H$J$K$<$>$D$T$A$G$S$X$V$Z$P"),
                                Tables.definition(
                                        "ORIG_SEND_ACCESS", "*  $Y$N$F$B$H$<$>$D$T$A$G$X$M$P"),
                                Tables.definition("REVERSE", "*  $Y"),
                                Tables.definition("FORWARD", "*  $Y")))
                .isEmpty();
    }

    @Test
    void aLimitThatCannotBeReadIsAnErrorBeforeAnybodyAsks() {
        assertThat(problems(Tables.definition("FROM_ACCESS", "*  $N$|RATE;key:$0,30/60s|")))
                .containsExactly("mappings:3:42: error: '30/60s' is no limit such as 30/pt60s");
        assertThat(problems(Tables.definition("FROM_ACCESS", "*  $|rate;key|")))
                .singleElement()
                .asString()
                .contains("is no limit");
        assertThat(problems(Tables.definition("FROM_ACCESS", "*  $|rate;key:$0|30/pt60s|")))
                .singleElement()
                .asString()
                .contains("is no limit");
        assertThat(problems(Tables.definition("FROM_ACCESS", "*  $|rate;key$0,${l}|"))).isEmpty();
    }
}
