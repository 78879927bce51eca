// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.Route;

/** What templates make of an address: substitutions and control sequences. */
class TemplateTest {
    @ParameterizedTest
    @CsvSource({
        // pattern, template, address, result
        "siroe.com, $U%$D@out-daemon, x@siroe.com, x@siroe.com on out",
        ".siroe.com, $U%$H$D@out-daemon, x@a.b.siroe.com, x@a.b.siroe.com on out",
        ".siroe.com, $U%$H@out-daemon, x@a.b.siroe.com, x@a.b on out",
        ".siroe.com, $U%$1H@out-daemon, x@a.b.siroe.com, x@b on out",
        ".siroe.com, $U%$1D@out-daemon, x@a.siroe.com, x@com on out",
        "., $U%$H@out-daemon, x@a.b.c, x@a.b.c on out",
        "$*, $U%$H@out-daemon, x@a.b.c, x@a.b.c on out",
        "a.b, $U@out-daemon, x@a.b, x@out-daemon on out",
        "a.b, new%$D@out-daemon, x@a.b, new@a.b on out",
        "a.b, $0U%$D@localhost, x+y@a.b, x@a.b on l",
        "a.b, x$1U%$D@localhost, u+y@a.b, x+y@a.b on l",
        "a.b, $U%$D@localhost, u+y@a.b, u+y@a.b on l",
        "*.*.com, $U%$&1.$&0.$!0@out-daemon, x@a.b.com, x@b.a.b on out",
        ".*.com, $U%$H-$&0-$&1-$!0@out-daemon, x@a.b.com, x@a-a-b-b on out",
        "*.siroe.com, $U%$&0.$*0@out-daemon, x@a.siroe.com, x@a.siroe on out",
        "host.siroe.com, $U%$1D@out-daemon, jdoe@host.siroe.com, jdoe@siroe.com on out",
        "a.b, $U@c.d@relay.example@out-daemon, x@a.b, x@c.d on out by way of relay.example",
        "a.b, $U@$D@out-daemon, x@a.b, x@a.b on out by way of out-daemon",
        ".com, $U%$&0-$!0@out-daemon, x@a.b.com, x@a-b on out",
        ".siroe.com, $U%$*0.$*1.$#0@out-daemon, x@a.siroe.com, x@siroe.com.com on out",
        "a.b, $U%$^$U$_$U@out-daemon, Xy@a.b, Xy@xyxy on out",
        "a.b, $\\$U$_$U%c@out-daemon, Xy@a.b, xyXy@c on out",
        "a.b, $^$U%c@out-daemon, Xy@a.b, XY@c on out",
        "a.b, a$%b$@c$$%d@out-daemon, x@a.b, '\"a%b@c$\"@d on out'",
    })
    void substitutions(String pattern, String template, String address, String result) {
        assertThat(House.of(pattern + " " + template).shown(address)).isEqualTo(result);
    }

    @Test
    void withoutAtTheNewAddressIsRewrittenFromTheStart() {
        Trace trace = Trace.recording();
        House house = House.of("a.b $U%c.d", "c.d new-$U%$D@localhost").traced(trace);
        assertThat(house.shown("u@a.b")).isEqualTo("new-u@c.d on l");
        assertThat(trace.steps())
                .extracting(s -> s.subject() + ": " + s.result() + " (" + s.source() + ")")
                .containsExactly(
                        "a.b $U%c.d: again with u@c.d (imta.cnf:1)",
                        "c.d new-$U%$D@localhost: new-u@c.d on channel l (imta.cnf:2)");
    }

    @Test
    void theHostBehindTheChannelIsTold() {
        assertThat(((Route.Found) House.of("a.b $U%$D@Out-Daemon").route("u@a.b")).host())
                .isEqualToIgnoringCase("out-daemon");
    }

    @Test
    void uniqueStringsDiffer() {
        House house = House.of("a.b $W%$D@localhost");
        assertThat(house.shown("u@a.b")).isNotEqualTo(house.shown("u@a.b"));
    }

    @Test
    void envelopeAndHeaderRules() {
        assertThat(House.of("a.b $E$U%1@localhost", "a.b $B$U%2@localhost").shown("u@a.b"))
                .startsWith("u@1");
        assertThat(House.of("a.b $E$U%1@localhost", "a.b $B$U%2@localhost").header().shown("u@a.b"))
                .startsWith("u@2");
    }

    @Test
    void forwardAndBackwardRules() {
        assertThat(House.of("a.b $F$U%1@localhost", "a.b $R$U%2@localhost").shown("u@a.b"))
                .startsWith("u@1");
        assertThat(
                        House.of("a.b $F$U%1@localhost", "a.b $R$U%2@localhost")
                                .backward()
                                .shown("u@a.b"))
                .startsWith("u@2");
    }

    @Test
    void severalChannelsAndPositionsAreAlternatives() {
        House house = House.of("a.b $Ml$Mtcp_local$U%1@localhost", "a.b $Nl$Nout$U%2@localhost");
        assertThat(house.shown("u@a.b")).startsWith("u@1");
        assertThat(house.from("l").shown("u@a.b")).startsWith("u@1");
        assertThat(house.from("out").shown("u@a.b")).startsWith("550");
        assertThat(House.of("a.b $P$A$U%1@localhost").shown("u@a.b")).startsWith("u@1");
        assertThat(House.of("a.b $Qout$Ql$U%1@localhost").shown("u@a.b")).startsWith("u@1");
    }

    @Test
    void theReprocessingChannelHasItsOwnSequence() {
        House house = House.of("a.b $1M$U%1@localhost", "a.b $1N$U%2@localhost");
        assertThat(house.shown("u@a.b")).startsWith("u@2");
        assertThat(house.from("reprocess").shown("u@a.b")).startsWith("u@1");
    }

    @Test
    void aTemplateThatIsOnlyATextRefusesHostsThatAreNoChannels() {
        House house = House.of(". $?Unrecognized address; contact postmaster@siroe.com");
        assertThat(house.shown("u@a.b"))
                .isEqualTo("550 5.1.2 Unrecognized address; contact postmaster@siroe.com");
        assertThat(house.shown("u@out-daemon")).isEqualTo("u@out-daemon on out");
        assertThat(House.of(". $451?Later").shown("u@a.b")).isEqualTo("451 4.1.2 Later");
    }

    @Test
    void whatRulesMakeCannotBreakTheDialogueOrGrowWithoutEnd() {
        String refused = "550 5.1.3 rewrite rules make no valid address of this";
        House house = House.of("a.b ${T,$U}%$D@localhost").table("T", i -> i + "\r\nDATA/Y");
        assertThat(house.shown("u@a.b")).isEqualTo(refused);
        assertThat(House.of("a.b $U%c> d@localhost").shown("u@a.b")).isEqualTo(refused);
        assertThat(House.of("a.b $1U%$D@localhost").shown("u@a.b")).isEqualTo(refused);
        assertThat(House.of(".b $U$U%$H$D$D").shown("u@a.b")).isEqualTo(refused);
        assertThat(
                        House.of("a.b $U%${T,${T,${T,${T,$U}}}}@localhost")
                                .table("T", i -> i.repeat(100) + "/Y")
                                .shown("u@a.b"))
                .isEqualTo(refused);
    }

    @Test
    void theHostStandsRightOfTheAtSign() {
        assertThat(
                        House.of(
                                        "a.b $P$U%1@localhost",
                                        "a.b $S$U%2@localhost",
                                        "a.b $X$U%3@localhost",
                                        "a.b $A$U%4@localhost")
                                .shown("u@a.b"))
                .startsWith("u@4");
    }

    @Test
    void sourceChannelsAreDemandedOrForbidden() {
        House house = House.of("a.b $U%1@localhost$Mtcp_local", "a.b $Ntcp_local$U%2@localhost");
        assertThat(house.shown("u@a.b")).startsWith("u@1");
        assertThat(house.from("l").shown("u@a.b")).startsWith("u@2");
    }

    @Test
    void destinationChannelsAreDemandedOrForbiddenWhereverTheSequenceStands() {
        for (String template :
                List.of(
                        "$Cout$U%1@out-daemon",
                        "$U%1$Cout@out-daemon",
                        "$U%1@out-daemon$Cout",
                        "$Ql$U%1@out-daemon",
                        "$U%1@out-daemon$Ql")) {
            assertThat(House.of("a.b " + template, "a.b $U%2@out-daemon").shown("u@a.b"))
                    .as(template)
                    .isEqualTo("u@2 on out");
        }
        assertThat(House.of("a.b $Qout$U%1@out-daemon$Cl").shown("u@a.b")).isEqualTo("u@1 on out");
    }

    @Test
    void aTagIsPutBeforeEveryPatternFromThenOn() {
        House house =
                House.of("a.b $Tred$U%$D", "reda.b $U%1@localhost", "$* $U%0@localhost$Mnobody");
        assertThat(house.shown("u@a.b")).isEqualTo("u@1 on l");
        assertThat(House.of("a.b $Tred$U%$D", "red. $U%$H@localhost").shown("u@a.b"))
                .isEqualTo("u@a.b on l");
    }

    @Test
    void aRuleThatFailsDoesNotChangeTheTag() {
        assertThat(
                        House.of("a.b $Tred$Mnobody$U%$D", "a.b $U%c.d", "c.d $U%1@localhost")
                                .shown("u@a.b"))
                .isEqualTo("u@1 on l");
    }

    @Test
    void theShippedRuleSendsDomainsOfTheDirectoryToTheLocalChannel() {
        String direct = "$* $A$E$F$U%$H$V$H@localhost";
        House house = House.of(direct, ". $U%$H@out-daemon").domain("example.com", Map.of());
        assertThat(house.shown("alice@example.com")).isEqualTo("alice@example.com on l");
        assertThat(house.shown("bob@example.net")).isEqualTo("bob@example.net on out");
        assertThat(
                        House.of(direct, ". $U%$H@out-daemon")
                                .domain("example.com", Map.of())
                                .backward()
                                .shown("a@example.com"))
                .isEqualTo("a@example.com on out");
    }

    @Test
    void dollarZIsTheOtherWayRound() {
        House house =
                House.of("$* $U%$H$Z$H@out-daemon", ". $U%$H@localhost")
                        .domain("example.com", Map.of());
        assertThat(house.shown("a@example.com")).isEqualTo("a@example.com on l");
        assertThat(house.shown("a@example.net")).isEqualTo("a@example.net on out");
    }

    @Test
    void whenTheDirectoryIsAwayTheAddressIsRefusedForNow() {
        House house = House.of("$* $U%$H$V$H@localhost", ". $U%$H@out-daemon").away();
        assertThat(house.shown("a@example.com"))
                .isEqualTo("451 4.4.3 directory is not available, try again later");
    }

    @Test
    void anAttributeOfADomainIsSubstitutedOrFailsTheRule() {
        House house =
                House.of(". $U%$}$H,mailRoutingHosts{@out-daemon", ". $U%none@localhost")
                        .domain(
                                "example.com",
                                Map.of("mailroutinghosts", List.of("relay.example")));
        assertThat(house.shown("a@example.com")).isEqualTo("a@relay.example on out");
        assertThat(house.shown("a@example.net")).isEqualTo("a@none on l");
    }

    @Test
    void aMappingIsSubstitutedOrFailsTheRule() {
        House house =
                House.of("[] $U${internal_ip,$L}%[$L]@localhost", "[] $U%[$L]@out-daemon")
                        .table(
                                "INTERNAL_IP",
                                i ->
                                        switch (i) {
                                            case "10.0.0.1" -> "/Y";
                                            case "10.0.0.2" -> "-x/Y";
                                            case "10.0.0.3" -> "/N";
                                            case "10.0.0.4" -> "/F";
                                            default -> null;
                                        });
        assertThat(house.shown("a@[10.0.0.1]")).isEqualTo("a@[10.0.0.1] on l");
        assertThat(house.shown("a@[10.0.0.2]")).isEqualTo("a-x@[10.0.0.2] on l");
        assertThat(house.shown("a@[10.0.0.3]")).endsWith("on out");
        assertThat(house.shown("a@[10.0.0.4]")).endsWith("on out");
        assertThat(house.shown("a@[10.0.0.5]")).endsWith("on out");
    }

    @ParameterizedTest
    @CsvSource({
        "$?Ask$ us$Mnobody$U%1@localhost, 550 5.1.2 Ask us",
        "$U%1@localhost$Mnobody$?Ask$ us, 550 5.1.2 Ask us",
        "$U%1@localhost$Mnobody$451?Later, 451 4.1.2 Later",
        "$U%1@localhost$Mnobody$553?5.7.1 Not here, 553 5.7.1 Not here",
        "$U%1@localhost$Mnobody$450?4.2.1, 450 4.2.1 unknown or illegal host/domain",
        "$U%1@nowhere$554?No$ channel, 554 5.1.2 No channel",
        "$U%1@localhost$Cl$?Not$ there, 550 5.1.2 Not there",
        "$U%1@localhost$Mnobody, 550 5.1.2 unknown or illegal host/domain",
    })
    void aRuleSaysWhyItFails(String template, String reply) {
        assertThat(House.of("a.b " + template).shown("u@a.b")).isEqualTo(reply);
    }

    @Test
    void theTextIsThatOfTheLastRuleThatFailed() {
        assertThat(
                        House.of(
                                        "a.b $U%1@localhost$Mnobody$?one",
                                        ".b $U%1@localhost$Mnobody$?two")
                                .shown("u@a.b"))
                .isEqualTo("550 5.1.2 two");
        assertThat(House.of("a.b $U%1@localhost$Mnobody$?one", ".b $U%1@localhost").shown("u@a.b"))
                .isEqualTo("u@1 on l");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$U",
                "$U%$D@a@b",
                "$U@a@b@c@d",
                "$U%a%b@c",
                "$3U%a@b",
                "$2E$U%a@b",
                "${T,$E}%a@b",
                "$U%${T,${T,${T,${T,${T,${T,${T,${T,${T,x}}}}}}}}}@b",
                "$U%$D@host$",
                "$Y%a@b",
                "$&x%a@b",
                "$*%a@b",
                "$&",
                "$M%a@b",
                "$T%a@b",
                "$V%a@b",
                "${table%a@b",
                "${table,x%a@b",
                "$}a,b%a@b",
                "$(x%a@b",
                "$($(x))%a@b",
                "$]ldap:///%a@b",
                "$]http://a/[%a@b",
                "$]ldap:///x?a?every[%a@b",
                "$]ldap:///x?$U[%a@b",
                "$]ldap:///x$Q[%a@b",
                "$[a,b%a@b",
                "$[a,b,c%a@b",
                "$200?x%a@b",
                "$550?4.7.1 x%a@b",
                "$1L$U%a@b",
                "$600?x%a@b",
                "$"
            })
    void aBrokenTemplateIsAProblemWithItsPlace(String template) {
        assertThat(
                        new RuleTable(House.generation("x $U%$D@localhost", "a.b " + template))
                                .problems())
                .singleElement()
                .satisfies(
                        p -> {
                            assertThat(p.isError()).isTrue();
                            assertThat(p.toString())
                                    .startsWith("imta.cnf:2:1: error: rewrite rule a.b: ");
                        });
    }
}
