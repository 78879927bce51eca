// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.aliases.Bench.parameters;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tubepost.api.config.Problem;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Status;
import org.tubepost.api.observe.Step;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.AliasSource.Expansion;

/** Aliases in aliases, of the database, with sub-addresses, and from directory URLs. */
class NestedAliasTest {
    private Bench bench;

    @BeforeEach
    void begin() throws Exception {
        bench = new Bench();
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    @Test
    void aliasesInAliasesAreOpenedAndEachAddressCountsOnce() throws Exception {
        bench.alias("all", "team", "Bob@x.example", "carol")
                .alias("team", "alice@x.example", "bob@X.example", "more@" + Bench.LOCAL_HOST)
                .alias("more", "dave@x.example", "alice@x.example");
        assertThat(bench.shown("all@example.com"))
                .containsExactly("Bob@x.example", "carol", "alice@x.example", "dave@x.example");
    }

    @Test
    void aCircleEndsAndIsRefusedWhenItLeadsToNobody() throws Exception {
        bench.alias("a", "b").alias("b", "c").alias("c", "a");
        assertThat(bench.one("a@example.com"))
                .isEqualTo("550 5.4.6 a@example.com leads in a circle");
        bench.alias("d", "e", "x@x.example").alias("e", "d");
        assertThat(bench.one("d@example.com")).isEqualTo("x@x.example");
    }

    @Test
    void anAliasThatNamesItselfMeansTheUser() throws Exception {
        bench.directory.user("alice");
        bench.alias("alice", "alice", "archive@x.example").alias("team", "alice@example.com");
        assertThat(bench.shown("alice@example.com"))
                .containsExactly("mailbox:alice@example.com", "archive@x.example");
        assertThat(bench.shown("team@example.com"))
                .as("opened in another alias, too")
                .containsExactlyInAnyOrder("mailbox:alice@example.com", "archive@x.example");
    }

    @Test
    void anAliasThatNamesItselfMeansTheGroup() throws Exception {
        bench.directory.user("alice").group("staff", Status.ACTIVE, "", "alice");
        bench.alias("staff", "staff", "archive@x.example");
        assertThat(bench.shown("staff@example.com"))
                .containsExactlyInAnyOrder("mailbox:alice@example.com", "archive@x.example");
    }

    @Test
    void anAliasDoesNotOpenTheGroupThatItHidesToWhoMayNotPost() throws Exception {
        bench.directory.list(
                "staff",
                parameters("mgrpAllowedDomain=example.com", "mgrpListTag=[staff]"),
                "bob@x.example");
        bench.alias("staff", "staff").alias("both", "both", "archive@x.example");
        assertThat(bench.one("staff@example.com")).startsWith("550 5.7.2");
        bench.sender = "alice@example.com";
        assertThat(bench.one("staff@example.com")).isEqualTo("bob@x.example");
        assertThat(bench.traffic("staff@example.com").subjectTag()).isEqualTo("[staff]");
        bench.directory.group("both", Status.DISABLED, "", "bob@x.example");
        assertThat(bench.one("both@example.com")).isEqualTo("archive@x.example");
    }

    @Test
    void anAliasThatNamesItselfAndIsNobodyIsACircle() throws Exception {
        bench.alias("ghost", "ghost");
        assertThat(bench.one("ghost@example.com")).startsWith("550 5.4.6");
        bench.alias("half", "half", "x@x.example");
        assertThat(bench.one("half@example.com")).isEqualTo("x@x.example");
    }

    @Test
    void chainsMayBeLong() throws Exception {
        IntStream.range(0, 20_000).forEach(i -> bench.alias("a" + i, "a" + (i + 1)));
        bench.alias("a20000", "x@x.example");
        assertThat(bench.one("a0@example.com")).isEqualTo("x@x.example");
    }

    @Test
    void aListInAnAliasIsAskedForByItsAddress() throws Exception {
        bench.alias("all", "news", "x@x.example")
                .list("news", parameters("ERRORS_TO=owner@example.com"), "y@x.example");
        assertThat(bench.shown("all@example.com")).containsExactly("news", "x@x.example");
    }

    @Test
    void aListOfAHundredThousandIsOpenedWithEachMemberOnce() throws Exception {
        String[] members =
                IntStream.range(0, 100_000)
                        .mapToObj(i -> "m" + i % 60_000 + "@x.example")
                        .toArray(String[]::new);
        bench.list("big", parameters("AUTH_CHANNEL=tcp_*"), members);
        Expansion.Expanded expanded = (Expansion.Expanded) bench.expand("big@example.com");
        assertThat(expanded.targets()).hasSize(60_000);
        assertThat(Set.copyOf(expanded.targets())).hasSize(60_000);
    }

    @Test
    void aSubAddressFindsTheNameWithIt() throws Exception {
        bench.alias("info", "a@x.example").alias("info+sales", "b@x.example");
        assertThat(bench.one("info+Sales@example.com")).isEqualTo("b@x.example");
        assertThat(bench.one("info+other@example.com")).isEqualTo("a@x.example");
        assertThat(bench.one("info@example.com")).isEqualTo("a@x.example");
    }

    @Test
    void aWildNameHandsTheSubAddressOn() throws Exception {
        bench.alias("jdoe+*", "john+*@x.example").alias("jdoe", "nobody@x.example");
        assertThat(bench.one("jdoe+lists@example.com")).isEqualTo("john+lists@x.example");
        assertThat(bench.one("jdoe@example.com")).isEqualTo("nobody@x.example");
    }

    @Test
    void keywordsSayHowFarASubAddressIsLookedAt() throws Exception {
        bench.alias("info", "a@x.example").alias("sales+*", "b@x.example");
        bench.keyword("subaddressexact");
        assertThat(bench.one("info+x@example.com")).startsWith("550 5.1.1");
        assertThat(bench.one("sales+x@example.com")).startsWith("550 5.1.1");
        bench.keyword("subaddresswild");
        assertThat(bench.one("info+x@example.com")).startsWith("550 5.1.1");
        assertThat(bench.one("sales+x@example.com")).isEqualTo("b@x.example");
        bench.keyword("subaddressrelaxed");
        assertThat(bench.one("info+x@example.com")).isEqualTo("a@x.example");
    }

    @Test
    void aFailureReportToTheSenderOfOneCopyReachesTheOwner() throws Exception {
        bench.directory.user("boss");
        bench.alias("owner-team", "boss@example.com", "second@x.example");
        assertThat(bench.shown("owner-team+alice=x.example@example.com"))
                .containsExactly("boss@example.com", "second@x.example");
        assertThat(bench.one("boss+alice=x.example@example.com"))
                .isEqualTo("mailbox:boss+alice=x.example@example.com");
    }

    @Test
    void theFileStandsBeforeTheDatabaseAndADomainBeforeNone() throws Exception {
        bench.inDatabase("info", "d1@x.example")
                .inDatabase("info@example.net", "d2@x.example")
                .inDatabase("only", "d3@x.example", "info")
                .alias("info", "f@x.example");
        assertThat(bench.one("info@example.com")).isEqualTo("f@x.example");
        assertThat(bench.one("info@example.net")).isEqualTo("d2@x.example");
        assertThat(bench.shown("Only@example.com")).containsExactly("d3@x.example", "f@x.example");
    }

    @Test
    void anAliasOfTheDatabaseThatNamesItselfMeansTheUser() throws Exception {
        bench.directory.user("alice");
        bench.inDatabase("alice", "alice", "x@x.example");
        assertThat(bench.shown("alice@example.com"))
                .containsExactly("mailbox:alice@example.com", "x@x.example");
    }

    @Test
    void aDirectoryUrlStandsForTheAddressesThatItYields() throws Exception {
        String addresses = "ldap:///o=example.com?mail?sub?(city=Bonn)";
        String entries = "ldap:///o=example.com??sub?(city=Ulm)";
        bench.directory
                .user("alice")
                .url(addresses, "a@x.example", "no address", "b@x.example")
                .url(entries, MemoryDirectory.dn("alice"), "cn=gone");
        bench.alias("bonn", "\"" + addresses + "\"").alias("ulm", entries, "c@x.example");
        assertThat(bench.shown("bonn@example.com")).containsExactly("a@x.example", "b@x.example");
        assertThat(bench.shown("ulm@example.com"))
                .containsExactly("c@x.example", "alice@example.com");
        bench.alias("empty", "ldap:///o=example.com?mail?sub?(city=Rom)");
        assertThat(bench.one("empty@example.com"))
                .isEqualTo("550 5.2.4 empty@example.com has no members");
    }

    @Test
    void aDirectoryUrlNeedsTheDirectory() {
        bench.alias("bonn", "\"ldap:///o=example.com?mail?sub?(city=Bonn)\"");
        bench.directory.away();
        assertThatThrownBy(() -> bench.expand("bonn@example.com"))
                .isInstanceOf(DirectoryUnavailableException.class);
    }

    @Test
    void whatCannotBeReadRefusesTheGeneration() {
        bench.alias("a", "ldap:///x??everything", "b@@c");
        bench.list(
                "l",
                parameters(
                        "VERP",
                        "AUTH_LIST=a b@c",
                        "BLOCKLIMIT=many",
                        "LINELIMIT=-1",
                        "HEADER_ADDITION=no header",
                        "HEADER_TRIM=Bäd:",
                        "MODERATOR_LIST=m@x.example"),
                "b@x.example");
        assertThat(bench.problems())
                .allMatch(Problem::isError)
                .extracting(p -> p.location().line() + " " + p.text())
                .contains(
                        "1 alias a: 'everything' is no scope",
                        "1 alias a: 'b@@c' is no address",
                        "2 alias l: [AUTH_LIST] 'a b@c' is no address",
                        "2 alias l: [VERP] needs an address of [ERRORS_TO], of which it makes"
                                + " others",
                        "2 alias l: [LINELIMIT] '-1' is less than nothing",
                        "2 alias l: [HEADER_ADDITION] 'no header' is no header line 'Name: text'",
                        "2 alias l: [MODERATOR_LIST] needs a [MODERATOR_ADDRESS], where other"
                                + " posts go")
                .anyMatch(t -> t.startsWith("2 alias l: [BLOCKLIMIT] 'many' is no number"))
                .anyMatch(t -> t.startsWith("2 alias l: [HEADER_TRIM]"));
    }

    @Test
    void whatIsNotInForceIsSaidAndKeepsTheGeneration() throws Exception {
        bench.list(
                "l",
                parameters(
                        "DELAY_NOTIFICATIONS",
                        "AUTH_MAPPING=POSTERS",
                        "FILTER=require \"fileinto\";\r\n|antivirus"),
                "b@x.example");
        assertThat(bench.problems())
                .noneMatch(Problem::isError)
                .extracting(Problem::text)
                .containsExactly(
                        "alias l: [DELAY_NOTIFICATIONS] is not in force yet",
                        "alias l: scripts in [FILTER] are not in force yet, only names of"
                                + " filters",
                        "alias l: etc/mappings has no table POSTERS; unless a bundle offers it, it"
                                + " says yes to nobody");
        bench.channel = "tcp_auth";
        bench.entry("POSTERS", "l@example.com|stranger@x.example", "Y");
        assertThat(bench.traffic("l@example.com").filters()).containsExactly("antivirus");
    }

    @Test
    void theTraceNamesFileAndLineAndTheCache() throws Exception {
        bench.directory.user("alice").cached();
        bench.alias("x", "y").alias("team", "x", "alice@example.com").alias("y", "z@x.example");
        bench.trace = Trace.recording();
        bench.expand("team@example.com");
        bench.expand("alice@example.com");
        assertThat(bench.trace.steps())
                .extracting(Step::toString)
                .containsExactly(
                        "aliases: team@example.com -> [x, alice@example.com]  (aliases:2)",
                        "aliases: x@mail.example.com -> [y]  (aliases:1)",
                        "aliases: y@mail.example.com -> [z@x.example]  (aliases:3)",
                        "directory: alice@example.com -> cn=alice,o=example.com, ACTIVE (from the"
                                + " cache)");
    }

    @Test
    void aLongAliasIsNotPrintedWhole() throws Exception {
        bench.alias(
                "big",
                IntStream.range(0, 500).mapToObj(i -> "m" + i + "@x").toArray(String[]::new));
        bench.trace = Trace.recording();
        bench.expand("big@example.com");
        assertThat(bench.trace.steps().get(0).result()).endsWith("m9@x] and 490 more");
        assertThat(List.of(bench.trace.steps().get(0).result().split(", "))).hasSize(10);
    }
}
