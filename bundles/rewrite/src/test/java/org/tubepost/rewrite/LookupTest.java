// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.routing.Route;

/** In which order an address meets the patterns. */
class LookupTest {
    private static final List<String> OF_THE_REFERENCE =
            List.of(
                    "$*",
                    "sc.cs.cmu.edu",
                    "*.cs.cmu.edu",
                    ".cs.cmu.edu",
                    "*.*.cmu.edu",
                    ".*.cmu.edu",
                    ".cmu.edu",
                    "*.*.*.edu",
                    ".*.*.edu",
                    ".*.edu",
                    ".edu",
                    "*.*.*.*",
                    ".*.*.*",
                    ".*.*",
                    ".*",
                    ".");

    private static List<String> tried(String domain, List<String> patterns) {
        List<String> rules =
                new ArrayList<>(patterns.stream().map(p -> p + " $U%$D@localhost").toList());
        java.util.Collections.shuffle(rules, new java.util.Random(7));
        List<String> tried = new ArrayList<>();
        new RuleTable(House.generation(rules.toArray(String[]::new)))
                .visit(domain, "", (rule, match) -> !tried.add(rule.source().pattern()));
        return tried;
    }

    @Test
    void aNameIsTriedInTheOrderOfTheReference() {
        assertThat(tried("sc.cs.cmu.edu", OF_THE_REFERENCE)).isEqualTo(OF_THE_REFERENCE);
    }

    @Test
    void patternsOfOtherNamesAreNotTried() {
        assertThat(tried("x.edu", OF_THE_REFERENCE)).containsExactly("$*", ".edu", ".*", ".");
        assertThat(tried("cmu.edu", List.of("cmu.edu", ".cmu.edu", "edu", "*.edu")))
                .containsExactly("cmu.edu", "*.edu");
    }

    @Test
    void aNameWithoutDotsEndsWithStarAndDot() {
        assertThat(tried("host", List.of("host", "*", ".", ".*", "*.*", "$*")))
                .containsExactly("$*", "host", "*", ".");
    }

    @Test
    void aLiteralLosesItsOctetsFromTheRight() {
        List<String> literal = List.of("$*", "[1.2.3.4]", "[1.2.3.]", "[1.2.]", "[1.]", "[]");
        List<String> all = new ArrayList<>(literal);
        all.addAll(List.of(".", "*", "*.*.*.*"));
        assertThat(tried("[1.2.3.4]", all)).isEqualTo(literal);
        assertThat(House.of("[1.2.] $U%{$L}$D@localhost").shown("a@[1.2.3.4]"))
                .isEqualTo("a@{3.4}[1.2.] on l");
        assertThat(House.of("[] $U%[$L]@localhost").shown("a@[IPv6:2001:db8::1]"))
                .isEqualToIgnoringCase("a@[IPv6:2001:db8::1] on l");
    }

    @Test
    void patternsAreCaseBlind() {
        assertThat(House.of("Example.COM $U%$D@localhost").shown("a@eXample.com"))
                .isEqualTo("a@example.com on l");
    }

    @Test
    void anInternationalNameMeetsItsRuleInALabels() {
        assertThat(House.of("xn--bcher-kva.example $U%$D@localhost").shown("a@bücher.example"))
                .isEqualTo("a@xn--bcher-kva.example on l");
    }

    @Test
    void rulesWithOnePatternAreTriedInFileOrder() {
        House house =
                House.of("a.b $U%1@localhost$Mother", "a.b $U%2@localhost", "a.b $U%3@localhost");
        assertThat(house.shown("u@a.b")).isEqualTo("u@2 on l");
        assertThat(house.from("other").shown("u@a.b")).isEqualTo("u@1 on l");
    }

    @Test
    void withoutARuleTheHostIsUnknown() {
        assertThat(House.of("a.b $U%$D@localhost").shown("u@c.d"))
                .isEqualTo("550 5.1.2 unknown or illegal host/domain");
    }

    @Test
    void withoutAChannelTheHostIsUnknown() {
        assertThat(House.of("a.b $U%$D@nowhere", ". $U%$H@localhost").shown("u@a.b"))
                .isEqualTo("550 5.1.2 unknown or illegal host/domain");
    }

    @Test
    void aChannelIsFoundByItsOfficialHostOrAnAlias() {
        assertThat(House.of("a.b $U%$D@Alias-Daemon").shown("u@a.b")).isEqualTo("u@a.b on out");
    }

    @Test
    void rulesThatSendAnAddressRoundAndRoundRefuseIt() {
        assertThat(House.of("a.b $U%b.a", "b.a $U%a.b").shown("u@a.b"))
                .isEqualTo("550 5.4.6 rewrite rules loop for this address");
    }

    @Test
    void aVeryDeepNameCostsLittle() {
        String deep = "a.".repeat(100) + "edu";
        House house = House.of("*.*.*.* $U%1@localhost", ". $U%$H@out-daemon");
        assertThat(((Route.Found) house.route(new MailAddress("u", deep))).channel().name())
                .isEqualTo("out");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[", "]", "", "...", ".", "[]", "[.]", "[x", "a..b", "*", "$*", "[1..2]"})
    void oddDomainsThatRulesMayMakeAreAnswered(String domain) {
        assertThat(House.of("a.b $U%$D@localhost").route(new MailAddress("u", domain)))
                .isInstanceOf(Route.Refused.class);
        assertThat(
                        House.of(". $U%$H@localhost", "[] $U%x@localhost")
                                .route(new MailAddress("u", domain)))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[IPv6:::1]",
                "[IPv6:0:0:0:0:0:0:0:1]",
                "[ipv6:0000:0::0001]",
            })
    void anIpv6LiteralMeetsItsRuleHoweverEitherIsWritten(String literal) {
        for (String pattern : List.of("[IPv6:::1]", "[IPv6:0:0:0:0:0:0:0:1]")) {
            assertThat(
                            ((Route.Found)
                                            House.of(pattern + " $U%1@localhost")
                                                    .route(new MailAddress("u", literal)))
                                    .address())
                    .isEqualTo(new MailAddress("u", "1"));
        }
    }

    @Test
    void anIpv6LiteralLosesItsGroupsFromTheRight() {
        List<String> literal =
                List.of(
                        "$*",
                        "[IPv6:2001:db8::1]",
                        "[IPv6:2001:db8:0:0:0:0:0:]",
                        "[IPv6:2001:DB8:0:]",
                        "[IPv6:2001:0db8:]",
                        "[IPv6:2001:]",
                        "[IPv6:]",
                        "[]");
        List<String> all = new ArrayList<>(literal);
        all.addAll(List.of(".", "*", "[IPv6:2001:db8::]", "[IPv6:2002:]", "[2001:]"));
        assertThat(tried("[ipv6:2001:db8::1]", all)).isEqualTo(literal);
        assertThat(House.of("[IPv6:2001:db8:] $U%{$L}@localhost").shown("a@[IPv6:2001:db8::1]"))
                .isEqualTo("a@{0:0:0:0:0:1} on l");
    }

    @Test
    void aMappedIpv4AddressIsAnIpv6Literal() {
        assertThat(tried("[ipv6:::ffff:192.0.2.1]", List.of("[IPv6:0:0:0:0:0:ffff:]", "[192.]")))
                .containsExactly("[IPv6:0:0:0:0:0:ffff:]");
    }

    @Test
    void aPatternThatNeverMatchesIsAWarning() {
        assertThat(
                        new RuleTable(
                                        House.generation(
                                                "*a.b $U%$D@localhost",
                                                "*.a.* $U%$D@localhost",
                                                "$x $U%$D@localhost",
                                                "a.b $S$U%$D@localhost",
                                                "a.b $U%$D@nowhere",
                                                "a.b $U%$D@nowhere$?closed",
                                                "*.*.b $U%$D@localhost",
                                                "t|$* $U%$H@localhost"))
                                .problems())
                .extracting(Object::toString)
                .containsExactly(
                        "imta.cnf:1:1: warning: rewrite rule *a.b: it matches nothing: wildcards"
                                + " stand for the leftmost labels, whole ones",
                        "imta.cnf:2:1: warning: rewrite rule *.a.*: it matches nothing: wildcards"
                                + " stand for the leftmost labels, whole ones",
                        "imta.cnf:3:1: warning: rewrite rule $x: it matches nothing: of the"
                                + " patterns with '$' only $*, $% and $! are known",
                        "imta.cnf:4:1: warning: rewrite rule a.b: it is never used: source routes"
                                + " are ignored (RFC 5321)",
                        "imta.cnf:5:1: warning: rewrite rule a.b: no channel has the host"
                                + " 'nowhere'");
    }

    @Test
    void aDotAtTheEndOfANameIsNoPattern() {
        House house = House.of(". $U%$H@localhost");
        for (String domain : List.of("a.b.", ".", "..")) {
            MailAddress odd = new MailAddress("u", domain);
            assertThat(((Route.Found) house.route(odd)).address()).isEqualTo(odd);
        }
    }
}
