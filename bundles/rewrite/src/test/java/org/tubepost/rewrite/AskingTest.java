// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tubepost.api.config.Generation;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.RewriteContext;
import org.tubepost.api.routing.Route;

/** Rules that ask the general database, the directory by URL, or a routine. */
class AskingTest {
    private static final String OTHERWISE = ". $U%none@localhost";

    @AfterEach
    void empty() {
        House.ENTRIES.clear();
    }

    @Test
    void aDatabaseEntryTakesThePlaceOfItsKeyAndIsReadAgain() {
        House.ENTRIES.put("siroe", "$u%eng.siroe.com@out-daemon");
        House.ENTRIES.put("two", "$U%two@$\\OUT-DAEMON$_$Mtcp_local");
        House house = House.of(".siroenet $($H)", OTHERWISE);
        assertThat(house.shown("jdoe@siroe.siroenet")).isEqualTo("jdoe@eng.siroe.com on out");
        assertThat(house.shown("jdoe@siroe.siroenet")).isEqualTo("jdoe@eng.siroe.com on out");
        assertThat(house.shown("jdoe@two.siroenet")).isEqualTo("jdoe@two on out");
        assertThat(house.from("l").shown("jdoe@two.siroenet")).isEqualTo("jdoe@none on l");
        assertThat(house.shown("jdoe@three.siroenet")).isEqualTo("jdoe@none on l");
    }

    @Test
    void aDatabaseEntryMayBePartOfATemplate() {
        House.ENTRIES.put("old.example", "new.example");
        House house = House.of(".old $U%$($H)@out-daemon", OTHERWISE);
        assertThat(house.shown("u@old.example.old")).isEqualTo("u@new.example on out");
    }

    @Test
    void aDatabaseEntryMayNotAskAgainAndABrokenOneFailsTheRule() {
        House.ENTRIES.put("loop", "$($H)");
        House.ENTRIES.put("broken", "$U%$");
        Trace trace = Trace.recording();
        House house = House.of(".net $($H)", OTHERWISE).traced(trace);
        assertThat(house.shown("u@loop.net")).isEqualTo("u@none on l");
        assertThat(house.shown("u@broken.net")).isEqualTo("u@none on l");
        assertThat(trace.steps().get(1).result())
                .isEqualTo(
                        "does not apply, the general database makes '$($H)': $(…) may not stand in"
                                + " another one");
    }

    @Test
    void anLdapUrlMustFindOneValue() {
        String rule =
                ".siroe.com $U%$H$D@$]ldap:///o=siroe.com?mailRoutingSystem?sub?(mailDomain=$D)[";
        House house = House.of(rule, OTHERWISE);
        String url = "ldap:///o=siroe.com?mailRoutingSystem?sub?(mailDomain=a.siroe.com)";
        assertThat(house.shown("u@a.siroe.com")).isEqualTo("u@none on l");
        house.finds(url, "out-daemon");
        assertThat(house.shown("u@a.siroe.com")).isEqualTo("u@a.siroe.com on out");
        house.finds(url, "out-daemon", "tcp-daemon");
        assertThat(house.shown("u@a.siroe.com")).isEqualTo("u@none on l");
        assertThat(house.away().shown("u@a.siroe.com"))
                .isEqualTo("451 4.4.3 directory is not available, try again later");
    }

    @Test
    void nothingInAnAddressChangesWhatAnLdapUrlAsks() {
        House house =
                House.of(
                        "a.b $]ldap:///uid=$U,o=x?mail?sub?(&(cn=$0U)(sn=$=$S)(ou=$&0))["
                                + "%$D@localhost",
                        "b.c $]ldap:///o=x?mail??(mail=$A)[%$D@localhost",
                        ".b $]ldap:///o=$H?mail??(|(cn=$L)(ou=$&0))[%$D@localhost",
                        OTHERWISE);
        house.finds("ldap:///o=x?mail??(mail=~u@b.c)", "mail");
        house.finds("ldap:///o=c?mail??(|(cn=u)(ou=c))", "filter");
        assertThat(house.shown("~u@b.c")).isEqualTo("mail@b.c on l");
        assertThat(house.shown("~u@c.b")).isEqualTo("filter@.b on l");
        assertThat(house.shown("u@a.b")).as("there is no open label").isEqualTo("u@none on l");
        assertThat(LdapQuoting.quote("*)(uid=*", false)).isEqualTo("%5C2a%5C29%5C28uid%3D%5C2a");
        assertThat(LdapQuoting.quote("a,o=b?#+ ", true))
                .isEqualTo("a%5C%2Co%5C%3Db%3F%23%5C%2B%5C%20");
        assertThat(LdapQuoting.quote("ü\u0000", true)).isEqualTo("%C3%BC%5C00");
    }

    @Test
    void aRoutineAnswersOrFailsTheRuleOrCannotSay() {
        House house =
                House.of("$* $F$U%$[site_lib,find,$U@$H]@out-daemon", OTHERWISE)
                        .library(
                                "site_lib",
                                (routine, argument, trace) -> {
                                    if (argument.startsWith("wait")) {
                                        throw new IOException("no answer in time");
                                    }
                                    return argument.equals("jdoe@a.b")
                                            ? Optional.of(routine + ".example")
                                            : Optional.empty();
                                });
        assertThat(house.shown("jdoe@a.b")).isEqualTo("jdoe@find.example on out");
        assertThat(house.shown("other@a.b")).isEqualTo("other@none on l");
        assertThat(house.shown("wait@a.b"))
                .isEqualTo("451 4.4.3 a rewrite routine is not available, try again later");
        assertThat(House.of("$* $U%$[gone,find,x]@out-daemon").shown("u@a.b"))
                .startsWith("451 4.4.3");
    }

    @Test
    void sequencesThatAskMayStandWithinEachOther() {
        House house =
                House.of("a.b $U%${OUTER,${INNER,$D}|x}@out-daemon")
                        .table("INNER", i -> i.equals("a.b") ? "in/Y" : null)
                        .table("OUTER", i -> i.equals("in|x") ? "done/Y" : null);
        assertThat(house.shown("u@a.b")).isEqualTo("u@done on out");
    }

    @Test
    void eachAnswerIsAStepWithThePlaceOfItsRule() {
        House.ENTRIES.put("a", "$U%$D@localhost");
        Trace trace = Trace.recording();
        House.of(
                        "$* $V$H$U%$H@localhost",
                        "$* $U%$}$H,mailHost{@localhost",
                        "a.b ${T,$U}$U%x@localhost",
                        "a.b $E$R$U%x@localhost",
                        "a.b $Ml$U%x@localhost",
                        "a.b $U%x@localhost$Cl",
                        "a.b $[lib,r,$U]%x@localhost",
                        "a.b $]ldap:///o=x?mail[%x@localhost",
                        "a.b $U@c.d@relay@out-daemon$Nout$($&7)",
                        ".b $($H)")
                .library("lib", (routine, argument, steps) -> Optional.empty())
                .table("T", i -> "x/N")
                .domain("other", Map.of())
                .traced(trace)
                .route("u@a.b");
        assertThat(trace.steps())
                .extracting(s -> s.source().substring(9) + " " + s.subject() + ": " + s.result())
                .isEqualTo(
                        List.of(
                                "1 $Va.b: no domain of the directory",
                                "1 $* $V$H$U%$H@localhost: does not apply, $V: a.b is no domain of"
                                        + " the directory",
                                "2 $}a.b,mailHost{: no value",
                                "2 $* $U%$}$H,mailHost{@localhost: does not apply, domain a.b has"
                                        + " no mailHost",
                                "3 ${T,u}: 'x', flags N",
                                "3 a.b ${T,$U}$U%x@localhost: does not apply, table T says no",
                                "4 a.b $E$R$U%x@localhost: does not apply, $R: it is a recipient",
                                "5 a.b $Ml$U%x@localhost: does not apply, $M: it comes from"
                                        + " channel tcp_local",
                                "6 a.b $U%x@localhost$Cl: does not apply, $C: it goes to channel"
                                        + " l",
                                "7 $[lib,r,u]: no answer",
                                "7 a.b $[lib,r,$U]%x@localhost: does not apply, routine r has no"
                                        + " answer",
                                "8 $]ldap:///o=x?mail[: no value",
                                "8 a.b $]ldap:///o=x?mail[%x@localhost: does not apply, 0 values"
                                        + " instead of one",
                                "9 a.b $U@c.d@relay@out-daemon$Nout$($&7): does not apply, there"
                                        + " is no label 7",
                                "10 $(a): '$U%$D@localhost'",
                                "10 .b $U%$D@localhost: u@.b on channel l"));
    }

    /** A routine of a bundle that asks rewriting again, so many times. */
    private static final class AskingAgain {
        private final Generation rules =
                House.generation(
                        "a.test $U%$D@$[again,r,x]", "a.test $U%$D@$[again,r,y]", OTHERWISE);
        private final RuleEngine engine;
        private int left;
        private int calls;

        AskingAgain(int times) {
            left = times;
            engine =
                    RuleEngine.standingAlone(
                            House.of()
                                    .library("again", (routine, argument, trace) -> answer(trace)));
        }

        private Optional<String> answer(Trace trace) {
            calls++;
            left--;
            return left < 0 || route(trace) instanceof Route.Found
                    ? Optional.of("out-daemon")
                    : Optional.empty();
        }

        Route route(Trace trace) {
            return engine.rewrite(
                    new MailAddress("u", "a.test"),
                    new RewriteContext(rules, "tcp_local", true, true, false, trace));
        }
    }

    @Test
    void whatRulesAskMayAskRewritingAgainButNotWithoutEnd() {
        assertThat(new AskingAgain(19).route(Trace.OFF)).isInstanceOf(Route.Found.class);
        AskingAgain endless = new AskingAgain(Integer.MAX_VALUE);
        for (int i = 1; i < 3; i++) {
            Trace trace = Trace.recording();
            assertThat(((Route.Refused) endless.route(trace)).reply().toString())
                    .isEqualTo("451 4.3.5 rewrite rules and what they ask form a circle");
            assertThat(trace.steps().get(0).result()).contains("more than 20 deep");
            assertThat(endless.calls).isLessThanOrEqualTo(i * 40);
        }
        AskingAgain after = new AskingAgain(20);
        assertThat(after.route(Trace.OFF)).isInstanceOf(Route.Refused.class);
        assertThat(after.route(Trace.OFF)).isInstanceOf(Route.Found.class);
    }
}
