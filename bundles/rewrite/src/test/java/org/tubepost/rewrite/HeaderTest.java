// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses of header fields, and when nobody need read them. */
class HeaderTest {
    private static boolean mayChange(String... rules) {
        return new RuleTable(House.generation(rules)).mayChangeHeaders();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.b $U%$D@localhost",
                "A.b $U%a.B@localhost",
                ".a.b $U%$H$D@localhost",
                ".a.b $U%$H.a.b@localhost",
                "*.b $U%$D@localhost",
                ".*.b $U%$H$D@localhost",
                ". $U%$H@localhost",
                "$* $U%$H@localhost$V$H",
                "[] $U%[$L]@localhost",
                "[1.2.] $U%[1.2.$L]@localhost",
                "[1.2.3.4] $U%$D@localhost",
                "$* $A$E$F$U%$H$V$H@localhost",
                "a.b $E$U%other@localhost",
                ". $?No such host",
                "$% $E$U%$H",
                "b] $U%$D@localhost",
                "a.b $U@$D@relay@out-daemon"
            })
    void aRuleThatLeavesHeadersAloneIsKnown(String rule) {
        assertThat(mayChange(rule)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.b $U@localhost",
                "a.b $U%c.d@localhost",
                "a.b $B$U%c.d@localhost",
                "a.b $0U%$D@localhost",
                "a.b $\\$U%$D@localhost",
                "a.b $U%$D",
                ".a.b $U%$D@localhost",
                ".a.b $U%$H@localhost",
                ".*.b $U%$H.b@localhost",
                "*.b $U%b@localhost",
                ". $U%$H.b@localhost",
                "[127.0.0.1] $U%localhost@localhost",
                "[1.2.] $U%[$L]@localhost",
                "$% $U%$H",
                "$! $U%$D@out-daemon",
                ".net $($H)",
                "a.b ${T,$U}%$D@localhost"
            })
    void aRuleThatMayChangeHeadersIsKnown(String rule) {
        assertThat(mayChange(rule)).isTrue();
    }

    @Test
    void behindATagAPatternIsNoWholeDomain() {
        assertThat(mayChange("a.b $E$Tx$U%$D", "xa.b $U%xa.b@localhost")).isTrue();
        assertThat(mayChange("a.b $E$Tx$U%$D", "xa.b $U%$D@localhost")).isTrue();
        assertThat(mayChange("a.b $E$Tx$U%$D@localhost", ".c $U%$H$D@localhost")).isFalse();
    }

    @Test
    void oneRuleIsEnough() {
        assertThat(mayChange("a.b $U%$D@localhost", "c.d $U%a.b@localhost")).isTrue();
    }

    @Test
    void anInternationalDomainThatRulesLeaveAloneKeepsItsSpelling() {
        House house = House.of(". $U%$H@localhost");
        assertThat(house.shown("u@bücher.example")).isEqualTo("u@xn--bcher-kva.example on l");
        assertThat(house.header().shown("u@bücher.example")).isEqualTo("u@bücher.example on l");
    }
}
