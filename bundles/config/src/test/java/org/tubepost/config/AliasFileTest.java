// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.config.AliasDefinition;
import org.tubepost.api.config.Generation;

/** The file {@code aliases}: plain aliases, files of members, lists and their parameters. */
class AliasFileTest {
    @TempDir Path dir;
    private Etc etc;

    @BeforeEach
    void begin() {
        etc = new Etc(dir);
    }

    private AliasDefinition alias(String text) {
        return etc.file("aliases", text).sound().aliases().get(0);
    }

    private List<String> problems(String text) {
        return etc.file("aliases", text).problems();
    }

    @Test
    void anAliasHasAddressesSeparatedByCommas() {
        Generation g =
                etc.file(
                                "aliases",
                                "! x\nPostmaster: alice@example.com\nteam@Example.com: bob, \\\n  carol@example.net\n")
                        .sound();
        assertThat(g.aliases())
                .extracting(AliasDefinition::name, AliasDefinition::targets)
                .containsExactly(
                        tuple("Postmaster", List.of("alice@example.com")),
                        tuple("team@Example.com", List.of("bob", "carol@example.net")));
        assertThat(g.aliases().get(1).location()).hasToString("aliases:3:1");
        assertThat(g.aliases().get(1).isList()).isFalse();
    }

    @Test
    void aQuotedLocalPartMayHoldACommaAndAnAddressMayHaveAName() {
        assertThat(alias("a: \"b, c\"@example.com, \"D, E\" <d@example.com>, f\n").targets())
                .containsExactly("\"b, c\"@example.com", "d@example.com", "f");
    }

    @Test
    void membersOfAFileAreReadOneALine() {
        etc.file(
                "staff.dis",
                "! staff\nsue@example.com\n\n\"Karl R. Smith\" <karl@example.com>\n<x@example.com>\n<more.dis\n");
        etc.file("more.dis", "lisa@example.com, \"ldap:///o=x??sub?(cn=a)\"\n");
        assertThat(alias("staff: bob, <IMTA_TABLE:staff.dis\n").targets())
                .containsExactly(
                        "bob",
                        "sue@example.com",
                        "karl@example.com",
                        "x@example.com",
                        "lisa@example.com",
                        "\"ldap:///o=x??sub?(cn=a)\"");
    }

    @Test
    void anErrorInAFileOfMembersIsToldThere() {
        etc.file("staff.dis", "sue@example.com\n a@b@c\n");
        assertThat(problems("staff: <staff.dis\n"))
                .containsExactly("staff.dis:2:2: error: 'a@b@c' is no address");
        assertThat(problems("staff: <none.dis\n"))
                .containsExactly("aliases:1:8: error: file none.dis does not exist");
        etc.file("staff.dis", "! nobody yet\n");
        assertThat(problems("staff: <staff.dis\n"))
                .containsExactly("aliases:1:8: warning: file staff.dis names nobody");
    }

    @Test
    void anLdapUrlStandsInQuotes() {
        assertThat(alias("a: \"ldap:///o=x,c=y?mail?sub?(ou=a)\"\n").targets())
                .containsExactly("\"ldap:///o=x,c=y?mail?sub?(ou=a)\"");
        assertThat(alias("a: <\"ldap:///o=x,c=y?mail?sub?(ou=a)\", owner@example.com\n").targets())
                .containsExactly("\"ldap:///o=x,c=y?mail?sub?(ou=a)\"");
        assertThat(problems("a: ldap:///o=x\n"))
                .contains(
                        "aliases:1:4: error: an LDAP URL stands in double quotes: \"ldap:///o=x\"");
        assertThat(problems("a: \"ldap:///o=x??far\"\n"))
                .contains("aliases:1:4: error: 'ldap:///o=x??far': 'far' is no scope");
        assertThat(problems("a: \"b c\"\n"))
                .contains("aliases:1:4: error: '\"b c\"' is neither an address nor an LDAP URL");
    }

    @Test
    void otherAliasFilesAreIncluded() {
        etc.file("more", "b: c@example.com\n").file("yet", "d: e@example.com\n");
        Generation g = etc.file("aliases", "@more\na: b@example.com\n@include yet\n").sound();
        assertThat(g.aliases()).extracting(AliasDefinition::name).containsExactly("b", "a", "d");
        assertThat(g.aliases().get(0).location()).hasToString("more:1:1");
        assertThat(problems("@none\n"))
                .containsExactly("aliases:1:1: error: file none does not exist");
    }

    @Test
    void aListHasNamedParameters() {
        AliasDefinition list =
                alias(
                        "team: [AUTH_LIST] \"a@example.com, *@example.org\", [auth_list] b@example.com, \\\n"
                                + "  [BLOCKLIMIT] 100, [PREFIX_TEXT] \"[team], \\\"hello\\\"\", [VERP],"
                                + " [MODERATOR_ADDRESS] m@example.com, [AUTH_CHANNEL] TCP_*,"
                                + " [HEADER_ADDITION] \"X-List: team\","
                                + " bob@example.com, carol@example.com\n");
        assertThat(list.targets()).containsExactly("bob@example.com", "carol@example.com");
        assertThat(list.isList()).isTrue();
        assertThat(list.parameters())
                .isEqualTo(
                        Map.of(
                                "AUTH_LIST",
                                List.of("a@example.com", "*@example.org", "b@example.com"),
                                "BLOCKLIMIT",
                                List.of("100"),
                                "PREFIX_TEXT",
                                List.of("[team], \"hello\""),
                                "VERP",
                                List.of(),
                                "MODERATOR_ADDRESS",
                                List.of("m@example.com"),
                                "AUTH_CHANNEL",
                                List.of("tcp_*"),
                                "HEADER_ADDITION",
                                List.of("X-List: team")));
    }

    @Test
    void positionalParametersFollowTheFile() {
        etc.file("t.dis", "x@example.com\n");
        etc.file(
                "aliases",
                "team: <t.dis, [VERP], owner@example.com, *, *, *, Our team, all of it\n");
        assertThat(etc.problems()).isEmpty();
        AliasDefinition list = etc.result().generation().aliases().get(0);
        assertThat(list.targets()).containsExactly("x@example.com");
        assertThat(list.parameters())
                .isEqualTo(
                        Map.of(
                                "VERP",
                                List.of(),
                                "ERRORS_TO",
                                List.of("owner@example.com"),
                                "COMMENTS",
                                List.of("Our team, all of it")));
    }

    @Test
    void filesOfParametersAreReadWhole() {
        etc.file("who", "a@example.com\n*@example.org, b@example.com\n")
                .file("fields", "X-A: 1\nX-B: 2\n");
        Map<String, List<String>> parameters =
                alias(
                                "team: [AUTH_LIST] <who, [CANT_LIST] IMTA_TABLE:who,"
                                        + " [HEADER_ADDITION] <fields, [FILTER] words, x@example.com\n")
                        .parameters();
        List<String> who = List.of("a@example.com", "*@example.org", "b@example.com");
        assertThat(parameters)
                .containsEntry("AUTH_LIST", who)
                .containsEntry("CANT_LIST", who)
                .containsEntry("HEADER_ADDITION", List.of("X-A: 1", "X-B: 2"))
                .containsEntry("FILTER", List.of("words"));
    }

    @Test
    void aParameterMayHaveTwoNames() {
        assertThat(alias("t: [ENVELOPE_FROM] o@example.com, x\n").parameters())
                .isEqualTo(Map.of("ERRORS_TO", List.of("o@example.com")));
        assertThat(problems("t: [ENVELOPE_FROM] a@b, [ERRORS_TO] c@d, x\n"))
                .containsExactly("aliases:1:37: error: parameter ERRORS_TO is given twice");
    }

    @Test
    void anUnknownParameterIsRefusedWithASuggestion() {
        assertThat(problems("t: [AUTHLIST] a@b, x\n"))
                .containsExactly(
                        "aliases:1:15: error: unknown parameter 'AUTHLIST'; did you mean"
                                + " 'AUTH_LIST'?");
    }

    @Test
    void aParameterThatWouldLeaveTheListOpenIsRefusedOthersAreWarnedAboutOnce() {
        assertThat(problems("t: [PASSWORD] secret, x\n"))
                .containsExactly(
                        "aliases:1:15: error: parameter PASSWORD does not exist here, and without"
                                + " it the list is open");
        assertThat(problems("t: [REPROCESS], x\nu: [REPROCESS], x\n"))
                .containsExactly("aliases:1:4: warning: parameter REPROCESS is not in force yet");
    }

    @Test
    void valuesOfParametersAreChecked() {
        assertThat(problems("t: [BLOCKLIMIT] many, x\n"))
                .containsExactly(
                        "aliases:1:17: error: parameter BLOCKLIMIT needs a number, not 'many'");
        assertThat(problems("t: [AUTH_LIST], x\n"))
                .containsExactly(
                        "aliases:1:4: error: parameter AUTH_LIST needs an address, <file or"
                                + " \"ldap:///…\"");
        assertThat(problems("t: [AUTH_LIST] a b, x\n"))
                .containsExactly("aliases:1:16: error: parameter AUTH_LIST: 'a b' is no address");
        assertThat(problems("t: [AUTH_CHANNEL] nowhere, x\n"))
                .containsExactly("aliases:1:1: error: AUTH_CHANNEL: there is no channel nowhere");
        assertThat(problems("t: [AUTH_MAPPING] nowhere, x\n"))
                .containsExactly(
                        "aliases:1:1: warning: AUTH_MAPPING: there is no mapping table NOWHERE,"
                                + " unless a bundle brings it");
    }

    @Test
    void errorsOfAliasesHaveTheirPlace() {
        assertThat(
                        problems(
                                "no colon\na: b@example.com\nA: c@example.com\nempty:\n  in: x@y\ntwo words: d\nq: e, /etc/passwd, |prog\nr: \"s\n"))
                .containsExactly(
                        "aliases:1:1: error: expected 'name: address, address'",
                        "aliases:3:1: error: alias A is defined twice",
                        "aliases:4:6: error: alias empty has no address",
                        "aliases:5:3: error: expected 'name: address, address'",
                        "aliases:6:1: error: 'two words' is no name of an alias",
                        "aliases:7:7: error: '/etc/passwd' is no address; a file of members is"
                                + " written <name",
                        "aliases:7:20: error: '|prog' is no address; programs are the matter of"
                                + " the pipe channel",
                        "aliases:8:4: error: quote is not closed",
                        "aliases:8:2: error: alias r has no address");
    }
}
