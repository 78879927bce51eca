// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.RewriteRule;

/** What {@code imta.cnf} means, and where its errors are. */
class ImtaCnfTest {
    private static final String RULE = "a.example $U%$D@localhost\n\n";

    @TempDir Path dir;
    private Etc etc;

    @BeforeEach
    void begin() {
        etc = new Etc(dir);
    }

    private ChannelDefinition channel(String imta, String name) {
        return etc.file("imta.cnf", imta).sound().channel(name).orElseThrow();
    }

    private List<String> problems(String imta) {
        return etc.file("imta.cnf", imta).problems();
    }

    @Test
    void rulesEndAtTheFirstBlankLine() {
        Generation g = etc.file("imta.cnf", "a $U%$D@b\n.b   $U%$H$D@b  \n\nl\nb c\nd\n").sound();
        assertThat(g.rewriteRules())
                .extracting(RewriteRule::pattern, RewriteRule::template)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", "$U%$D@b"),
                        org.assertj.core.groups.Tuple.tuple(".b", "$U%$H$D@b"));
        assertThat(g.rewriteRules().get(1).location()).hasToString("imta.cnf:2:1");
        assertThat(g.channel("l").orElseThrow().officialHost()).isEqualTo("b");
        assertThat(g.channel("l").orElseThrow().hostAliases()).containsExactly("c", "d");
    }

    @Test
    void aCommentIsNoBlankLine() {
        Generation g =
                etc.file("imta.cnf", "! x\na $U%$D@b\n!\nb $U%$D@b\n\n! y\nl\n! z\nb\n").sound();
        assertThat(g.rewriteRules()).hasSize(2);
        assertThat(g.channel("l").orElseThrow().officialHost()).isEqualTo("b");
    }

    @Test
    void aBlockMayFollowSeveralBlankLines() {
        assertThat(channel(RULE + "\n \n\t\nl\nlocalhost\n\n\n\nx\ny\n", "x").officialHost())
                .isEqualTo("y");
    }

    @Test
    void aBackslashContinuesALineAndPlacesStayTrue() {
        ChannelDefinition l = channel(RULE + "l smtp \\\n   mx \\\n  single\nlocalhost\n", "l");
        assertThat(l.keywords()).extracting(k -> k.name()).containsExactly("smtp", "mx", "single");
        assertThat(l.keyword("single").orElseThrow().location()).hasToString("imta.cnf:5:3");
    }

    @Test
    void namesOfChannelsAndKeywordsAreCaseBlind() {
        ChannelDefinition c =
                channel(RULE + "TCP_Local SMTP Pool default\nTCP-Daemon\n", "tcp_local");
        assertThat(c.has("smtp")).isTrue();
        assertThat(c.argument("pool")).contains("default");
        assertThat(c.officialHost()).isEqualTo("tcp-daemon");
    }

    @Test
    void defaultsHoldForLaterBlocksCumulativelyUntilNodefaults() {
        Generation g =
                etc.file(
                                "imta.cnf",
                                RULE
                                        + "l\nlocalhost\n\ndefaults smtp maxjobs 3\n\na\na-host\n\n"
                                        + "defaults logging\n\nb maxjobs 5\nb-host\n\nnodefaults\n\nc\nc-host\n")
                        .sound();
        assertThat(g.channel("l").orElseThrow().keywords()).isEmpty();
        assertThat(g.channel("a").orElseThrow().argument("maxjobs")).contains("3");
        assertThat(g.channel("a").orElseThrow().has("logging")).isFalse();
        assertThat(g.channel("b").orElseThrow().argument("maxjobs")).contains("5");
        assertThat(g.channel("b").orElseThrow().has("logging")).isTrue();
        assertThat(g.channel("c").orElseThrow().keywords()).isEmpty();
    }

    @Test
    void periodsAreAListOfQuotedWordsOrNumbers() {
        ChannelDefinition c =
                channel(RULE + "l backoff \"pt5m\" \"pt1h\" notices 1 2 4 mx\nlocalhost\n", "l");
        assertThat(c.keyword("backoff").orElseThrow().arguments()).containsExactly("pt5m", "pt1h");
        assertThat(c.keyword("notices").orElseThrow().arguments()).containsExactly("1", "2", "4");
        assertThat(c.has("mx")).isTrue();
    }

    @Test
    void anOptionalArgumentIsNotTheNextKeyword() {
        ChannelDefinition c = channel(RULE + "l defaulthost a.example smtp\nlocalhost\n", "l");
        assertThat(c.keyword("defaulthost").orElseThrow().arguments()).containsExactly("a.example");
        assertThat(c.has("smtp")).isTrue();
        ChannelDefinition both = channel(RULE + "l defaulthost a.b c.d mx\nlocalhost\n", "l");
        assertThat(both.keyword("defaulthost").orElseThrow().arguments())
                .containsExactly("a.b", "c.d");
    }

    @Test
    void aKeywordIsNoArgumentUnlessItIsQuoted() {
        assertThat(problems(RULE + "l daemon smtp\nlocalhost\n"))
                .containsExactly(
                        "imta.cnf:3:3: error: keyword daemon needs an argument, the name of a host");
        assertThat(channel(RULE + "l daemon \"smtp\"\nlocalhost\n", "l").argument("daemon"))
                .contains("smtp");
    }

    @Test
    void kindsOfArgumentsAreCheckedWhereTheyStand() {
        String[][] wrong = {
            {"port 70000", "needs a number from 1 to 65535, not '70000'"},
            {"maxjobs 0", "needs a number from 1 to 10000, not '0'"},
            {"daemon -x-.example", "needs the name of a host, not '-x-.example'"},
            {"lastresort [1.2.3", "needs the name of a host, not '[1.2.3'"},
            {"interfaceaddress here", "needs the address of a host, not 'here'"},
            {"returnaddress a@b@c", "needs a mail address, not 'a@b@c'"},
            {"saslswitchchannel a/b", "needs the name of a channel, not 'a/b'"},
            {"backoff \"pt5\"", "needs periods such as \"pt30m\", or days, not 'pt5'"},
            {"charset8 \"a b\"", "needs the name of a character set, not 'a b'"},
        };
        for (String[] one : wrong) {
            int column = 4 + one[0].indexOf(' ');
            String keyword = one[0].substring(0, one[0].indexOf(' '));
            assertThat(problems(RULE + "l " + one[0] + "\nlocalhost\n"))
                    .as(one[0])
                    .contains(
                            "imta.cnf:3:" + column + ": error: keyword " + keyword + " " + one[1]);
        }
    }

    @Test
    void addressesAndNamesOfHostsAreArgumentsInAllTheirForms() {
        for (String host :
                List.of(
                        "mail.example.net",
                        "bücher.example",
                        "[192.0.2.1]",
                        "[IPv6:2001:db8::1]")) {
            assertThat(channel(RULE + "l daemon " + host + "\nlocalhost\n", "l").argument("daemon"))
                    .contains(host);
        }
        assertThat(
                        channel(RULE + "l nameservers 192.0.2.1 2001:db8::1 mx\nlocalhost\n", "l")
                                .keyword("nameservers")
                                .orElseThrow()
                                .arguments())
                .containsExactly("192.0.2.1", "2001:db8::1");
    }

    @Test
    void aContradictionInOneBlockIsWarnedAboutAndTheLastOneCounts() {
        assertThat(problems(RULE + "l mx smtp nomx\nlocalhost\n"))
                .containsExactly(
                        "imta.cnf:3:11: warning: keyword nomx contradicts mx; nomx counts");
        assertThat(problems(RULE + "l filter a nofilter\nlocalhost\n")).hasSize(1);
    }

    @Test
    void aBlockMayContradictItsDefaultsWithoutWarning() {
        assertThat(
                        problems(
                                RULE
                                        + "l\nlocalhost\n\ndefaults mx maxjobs 3\n\nx nomx maxjobs 4\ny\n"))
                .isEmpty();
    }

    @Test
    void whatChannelsInheritIsToldOnce() {
        assertThat(
                        problems(
                                RULE
                                        + "l\nlocalhost\n\ndefaults pool NONE\n\nx\nx-host\n\ny\ny-host\n"))
                .containsExactly(
                        "imta.cnf:6:10: error: pool NONE is not defined in job_controller.cnf");
    }

    @Test
    void aChannelThatAKeywordNamesMustExist() {
        assertThat(problems(RULE + "l notificationchannel Nowhere\nlocalhost\n"))
                .containsExactly(
                        "imta.cnf:3:3: error: notificationchannel: there is no channel nowhere");
    }

    @Test
    void aCommentBetweenPiecesOfALineIsAComment() {
        ChannelDefinition l = channel(RULE + "l smtp \\\n! mx\n  single_sys\nlocalhost\n", "l");
        assertThat(l.keywords()).extracting(k -> k.name()).containsExactly("smtp", "single_sys");
        assertThat(l.keyword("single_sys").orElseThrow().location()).hasToString("imta.cnf:5:3");
    }

    @Test
    void anUnknownKeywordIsRefusedWithASuggestion() {
        assertThat(problems(RULE + "l smtp swichchannel\nlocalhost\n"))
                .containsExactly(
                        "imta.cnf:3:8: error: unknown keyword 'swichchannel'; did you mean"
                                + " 'switchchannel'?");
        assertThat(problems(RULE + "l zzzzqqqqxxxxwww\nlocalhost\n"))
                .containsExactly("imta.cnf:3:3: error: unknown keyword 'zzzzqqqqxxxxwww'");
    }

    @Test
    void aKeywordWithoutItsArgumentIsRefused() {
        assertThat(problems(RULE + "l smtp pool\nlocalhost\n"))
                .containsExactly(
                        "imta.cnf:3:8: error: keyword pool needs an argument, the name of a pool");
        assertThat(problems(RULE + "l notices smtp\nlocalhost\n"))
                .containsExactly(
                        "imta.cnf:3:3: error: keyword notices needs an argument, periods such as"
                                + " \"pt30m\", or days");
    }

    @Test
    void aLimitIsAWholeNumber() {
        assertThat(problems(RULE + "l blocklimit many\nlocalhost\n"))
                .containsExactly(
                        "imta.cnf:3:14: error: keyword blocklimit needs a number, not 'many'");
        assertThat(problems(RULE + "l recipientlimit -1\nlocalhost\n")).hasSize(1);
        assertThat(problems(RULE + "l maxjobs 99999999999\nlocalhost\n")).hasSize(1);
        assertThat(problems(RULE + "l linelimit 0 port 2525\nlocalhost\n")).isEmpty();
    }

    @Test
    void aKeywordWithoutEffectIsWarnedAboutOnce() {
        assertThat(problems(RULE + "l network\nlocalhost\n\nx network\ny\n"))
                .singleElement()
                .asString()
                .startsWith("imta.cnf:3:3: warning: keyword network has no effect here");
    }

    @Test
    void aRuleNeedsATemplate() {
        assertThat(problems("  alone\n\nl\nlocalhost\n"))
                .containsExactly("imta.cnf:1:3: error: rewrite rule 'alone' has no template");
    }

    @Test
    void aChannelNeedsItsHost() {
        assertThat(problems(RULE + "l\nlocalhost\n\nx smtp\n\n"))
                .containsExactly(
                        "imta.cnf:6:1: error: channel x needs its official host name on the next"
                                + " line");
    }

    @Test
    void aHostLineThatCannotBeReadIsAProblemNotACrash() {
        assertThat(problems(RULE + "l\nlocalhost\n\nx smtp\n  \"open\n"))
                .containsExactly(
                        "imta.cnf:7:3: error: quote is not closed",
                        "imta.cnf:6:1: error: channel x needs its official host name on the next"
                                + " line");
    }

    @Test
    void aNameHoldsOnce() {
        assertThat(problems(RULE + "l\nlocalhost\n\nL\nother\n"))
                .containsExactly("imta.cnf:6:1: error: channel l is defined twice");
        assertThat(problems(RULE + "l\nlocalhost\n\nx\ny LOCALHOST\n"))
                .containsExactly(
                        "imta.cnf:7:3: error: host LOCALHOST belongs to channel l already");
    }

    @Test
    void aNameHasAtMost32Characters() {
        String longest = "c".repeat(32);
        assertThat(channel(RULE + longest + "\nh\n", longest).officialHost()).isEqualTo("h");
        assertThat(problems(RULE + longest + "c\nh\n"))
                .containsExactly("imta.cnf:3:1: error: channel name is longer than 32 characters");
        assertThat(problems(RULE + "\"\"\nh\n"))
                .containsExactly("imta.cnf:3:1: error: channel has no name");
    }

    @Test
    void defaultsStandAlone() {
        assertThat(problems(RULE + "l\nlocalhost\n\ndefaults smtp\nx\ny\n"))
                .containsExactly(
                        "imta.cnf:7:1: error: a blank line must follow the line 'defaults'");
    }

    @Test
    void withoutAChannelNothingWorks() {
        assertThat(problems("a $U%$D@b\n"))
                .containsExactly("imta.cnf:1:1: error: no channel is defined");
    }

    @Test
    void allErrorsAreToldAtOnce() {
        assertThat(problems("alone\n\nl zzzzqqqqxxxxwww\nlocalhost\n\nl\nb\n\nx\n"))
                .hasSize(4)
                .allMatch(p -> p.contains(": error: "));
    }

    @Test
    void windowsLineEndsAndAByteOrderMarkDoNotMatter() {
        Generation g = etc.file("imta.cnf", "\uFEFF! x\r\na $U%$D@b\r\n\r\nl\r\nb\r\n").sound();
        assertThat(g.rewriteRules()).hasSize(1);
        assertThat(g.rewriteRules().get(0).pattern()).isEqualTo("a");
        assertThat(g.channel("l").orElseThrow().officialHost()).isEqualTo("b");
    }
}
