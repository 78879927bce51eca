// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Percent hacks and bang paths: looked into at a local channel, and only where a rule says so. */
class LocalPartTest {
    private static final String LOCAL = "here $U%$D@localhost";
    private static final String WORLD = ". $U%$H@out-daemon";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "u%example.net@here",
                "example.net!u@here",
                "\"u%example.net\"@here",
                "\"u@example.net\"@here",
                "\"u%[192.0.2.1]\"@here",
                "a!b%c@here"
            })
    void withoutARuleALocalPartIsOnlyALocalPart(String address) {
        assertThat(House.of(LOCAL, WORLD).shown(address)).endsWith("@here on l");
    }

    @Test
    void aPercentRuleNamesTheHostRightOfTheLastPercentSign() {
        House house = House.of(LOCAL, "$% $U%$H", WORLD);
        assertThat(house.shown("u%example.net@here")).isEqualTo("u@example.net on out");
        assertThat(house.shown("u%a%b.c@here")).isEqualTo("u%a@b.c on out");
        assertThat(house.shown("u%b.c%here@here")).isEqualTo("u@b.c on out");
        assertThat(house.shown("\"u%[192.0.2.1]\"@here")).startsWith("550");
        assertThat(house.shown("u%example.net@elsewhere.example"))
                .isEqualTo("u%example.net@elsewhere.example on out");
    }

    @Test
    void aBangRuleNamesTheHostLeftOfTheFirstExclamationPoint() {
        House house = House.of(LOCAL, "$! $U%$D@uucp-daemon", WORLD);
        assertThat(house.shown("a!b!u@here")).isEqualTo("b!u@a on uucp");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"%x@here", "u%@here", "\"u%x..y\"@here", "\"u%a b\"@here", "\"u%a@b\"@here"})
    void whatIsNoHostIsLeftAlone(String address) {
        assertThat(House.of(LOCAL, "$% $U%$H", WORLD).shown(address)).endsWith("@here on l");
    }

    @Test
    void percentStandsBeforeBangUnlessTheSourceChannelSaysOtherwise() {
        House house = House.of(LOCAL, "$% $U%$D.percent@out-daemon", "$! $U%$D.bang@out-daemon");
        assertThat(house.shown("a!u%b@here")).isEqualTo("a!u@b.percent on out");
        assertThat(house.from("uucp").shown("a!u%b@here")).isEqualTo("u%b@a.bang on out");
    }

    @Test
    void rulesKnowWhereTheHostStood() {
        String[] rules = {
            LOCAL,
            "$% $U%$H",
            "$! $U%$H",
            "x $A$U%at@out-daemon",
            "x $P$U%percent@out-daemon",
            "x $X$U%bang@out-daemon",
            "x $S$U%route@out-daemon"
        };
        assertThat(House.of(rules).shown("u@x")).isEqualTo("u@at on out");
        assertThat(House.of(rules).shown("u%x@here")).isEqualTo("u@percent on out");
        assertThat(House.of(rules).shown("x!u@here")).isEqualTo("u@bang on out");
    }

    @Test
    void aRuleMayRefuseTheForm() {
        House house = House.of(LOCAL, "$% $U%$H@nowhere$550?Percent$ hacks$ are$ not$ relayed");
        assertThat(house.shown("u%x@here")).isEqualTo("550 5.1.2 Percent hacks are not relayed");
        assertThat(House.of(LOCAL, "$% $Mnobody$U%$H@out-daemon").shown("u%x@here"))
                .isEqualTo("u%x@here on l");
    }

    @Test
    void manyPercentSignsEnd() {
        House house = House.of(LOCAL, "$% $U%$H");
        assertThat(house.shown("u" + "%here".repeat(12) + "@here")).isEqualTo("u@here on l");
        String[] back = {LOCAL, "$% $U%$H%$H", ". $U$%$H%here"};
        assertThat(new RuleTable(House.generation(back)).problems()).hasSize(1);
        assertThat(House.of(LOCAL, "$% $U$%x%here").shown("u%x@here"))
                .isEqualTo("550 5.4.6 rewrite rules loop for this address");
    }
}
