// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.aliases.Bench.parameters;
import static org.tubepost.aliases.MemoryDirectory.address;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Status;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Step;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.AliasSource.Expansion;
import org.tubepost.api.routing.ListTraffic;

/** Lists of the alias file: who may post, moderators, and what becomes of the copies. */
class MailingListTest {
    private static final String MEMBER = "member@x.example";
    private static final String REFUSED = "550 5.7.2 %s may not post to news@example.com";

    private Bench bench;

    @BeforeEach
    void begin() throws Exception {
        bench = new Bench();
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    private void news(String... parameters) {
        bench.list("news", parameters(parameters), MEMBER);
    }

    private String post(String sender) throws Exception {
        bench.sender = sender;
        return bench.one("news@example.com");
    }

    private static String refused(String sender) {
        return REFUSED.formatted(sender.isEmpty() ? "<>" : sender);
    }

    @Test
    void withoutRulesEverybodyMayPost() throws Exception {
        news("COMMENTS=hello");
        assertThat(post("stranger@x.example")).isEqualTo(MEMBER);
        assertThat(post("")).isEqualTo(MEMBER);
    }

    @Test
    void onlyThoseOfAuthListMayPost() throws Exception {
        news("AUTH_LIST=Boss@X.example|*@staff.example");
        assertThat(post("boss@x.EXAMPLE")).isEqualTo(MEMBER);
        assertThat(post("anybody@staff.example")).isEqualTo(MEMBER);
        assertThat(post("anybody@sub.staff.example"))
                .isEqualTo(refused("anybody@sub.staff.example"));
        assertThat(post("stranger@x.example")).isEqualTo(refused("stranger@x.example"));
        assertThat(post("")).isEqualTo(refused(""));
    }

    @Test
    void internationalDomainsAreOneNameInBothForms() throws Exception {
        news("AUTH_LIST=boss@bücher.example");
        assertThat(post("boss@xn--bcher-kva.example")).isEqualTo(MEMBER);
    }

    @Test
    void aUserMayPostFromEachOfHisAddressesButNotWhoeverTheCatchAllTakes() throws Exception {
        bench.directory.user("alice", Status.ACTIVE, List.of("a.smith@example.com"), List.of());
        news("AUTH_LIST=alice@example.com");
        assertThat(post("a.smith@example.com")).isEqualTo(MEMBER);
        assertThat(post("alice+lists@example.com")).isEqualTo(MEMBER);
        bench.directory.catchAll("alice");
        assertThat(post("anybody@example.com")).isEqualTo(refused("anybody@example.com"));
    }

    @Test
    void thoseOfCantListMayNotPost() throws Exception {
        news("CANT_LIST=spammer@x.example", "AUTH_LIST=*@x.example");
        assertThat(post("spammer@x.example")).isEqualTo(refused("spammer@x.example"));
        assertThat(post("friend@x.example")).isEqualTo(MEMBER);
    }

    @Test
    void aListMayBeNamedInAuthList() throws Exception {
        bench.directory
                .user("alice")
                .user("bob")
                .group("inner", Status.ACTIVE, "", "bob", "outer", "guest@y.example")
                .group("outer", Status.ACTIVE, "", "inner");
        bench.alias("team", "one@x.example", "inner", "news").alias("deep", "team");
        news("AUTH_LIST=deep|mailto:outer@example.com");
        assertThat(post("one@x.example")).isEqualTo(MEMBER);
        assertThat(post(MEMBER)).as("news is in team").isEqualTo(MEMBER);
        assertThat(post("bob@example.com")).isEqualTo(MEMBER);
        assertThat(post("guest@y.example")).isEqualTo(MEMBER);
        assertThat(post("alice@example.com")).isEqualTo(refused("alice@example.com"));
    }

    @Test
    void aDirectoryUrlMaySayWhoMayPost() throws Exception {
        bench.directory
                .user("alice")
                .url("ldap:///o=x?mail?sub?(a=b)", "one@x.example")
                .url("ldap:///o=x??sub?(c=d)", MemoryDirectory.dn("alice"));
        news("AUTH_LIST=ldap:///o=x?mail?sub?(a=b)|ldap:///o=x??sub?(c=d)");
        assertThat(post("one@x.example")).isEqualTo(MEMBER);
        assertThat(post("alice@example.com")).isEqualTo(MEMBER);
        assertThat(post("two@x.example")).isEqualTo(refused("two@x.example"));
    }

    @Test
    void whoIsPermittedByAddressNeedsNoDirectoryAndOthersWaitForIt() throws Exception {
        news("AUTH_LIST=boss@x.example");
        bench.directory.away();
        assertThat(post("boss@x.example")).isEqualTo(MEMBER);
        assertThatThrownBy(() -> post("stranger@x.example"))
                .isInstanceOf(DirectoryUnavailableException.class);
    }

    @Test
    void channelsDecide() throws Exception {
        news("AUTH_CHANNEL=tcp_auth tcp_sub*", "CANT_CHANNEL=tcp_submitters");
        bench.channel = "tcp_submit";
        assertThat(post("x@x.example")).isEqualTo(MEMBER);
        bench.channel = "tcp_auth";
        assertThat(post("x@x.example")).isEqualTo(MEMBER);
        bench.channel = "tcp_submitters";
        assertThat(post("x@x.example")).startsWith("550 5.7.2");
        bench.channel = "tcp_local";
        assertThat(post("x@x.example")).startsWith("550 5.7.2");
    }

    @Test
    void loginNamesDecide() throws Exception {
        news("USERNAME_AUTH_LIST=alice *@staff.example", "USERNAME_CANT_LIST=eve@*");
        assertThat(post("x@x.example")).startsWith("550 5.7.2");
        bench.login = Optional.of("alice");
        assertThat(post("x@x.example")).isEqualTo(MEMBER);
        bench.login = Optional.of("eve@staff.example");
        assertThat(post("x@x.example")).startsWith("550 5.7.2");
    }

    @Test
    void aMappingTableIsAskedForListAndSender() throws Exception {
        news("AUTH_MAPPING=posters", "CANT_MAPPING=BANNED");
        bench.entry("posters", "news@example.com|boss@x.example", "Y")
                .entry("posters", "news@example.com|eve@x.example", "Y")
                .entry("posters", "news@example.com|no@x.example", "N")
                .entry("BANNED", "news@example.com|eve@x.example", "Y");
        assertThat(post("boss@x.example")).isEqualTo(MEMBER);
        assertThat(post("no@x.example")).startsWith("550 5.7.2");
        assertThat(post("eve@x.example")).startsWith("550 5.7.2");
        assertThat(post("other@x.example")).startsWith("550 5.7.2");
        bench.rehearsal = true;
        post("boss@x.example");
        assertThat(bench.probes().get(bench.probes().size() - 1).rehearsal()).isTrue();
    }

    @Test
    void withoutMappingTablesNobodyCanSay() {
        news("AUTH_MAPPING=posters");
        bench.withoutMappings();
        assertThatThrownBy(() -> post("boss@x.example"))
                .isInstanceOf(DirectoryUnavailableException.class)
                .hasMessage("no mapping tables are running");
    }

    @Test
    void allPermissionsMustHoldUnlessOneIsSaidToBeEnough() throws Exception {
        String[] rules = {"AUTH_LIST=boss@x.example", "AUTH_CHANNEL=tcp_auth"};
        bench.list("news", parameters(rules), MEMBER);
        bench.list("or", parameters("OR", rules[0], rules[1]), MEMBER);
        assertThat(post("boss@x.example")).startsWith("550 5.7.2");
        assertThat(bench.one("or@example.com")).isEqualTo(MEMBER);
        bench.channel = "tcp_auth";
        assertThat(post("boss@x.example")).isEqualTo(MEMBER);
        bench.sender = "other@x.example";
        assertThat(bench.one("or@example.com")).isEqualTo(MEMBER);
        bench.channel = "tcp_local";
        assertThat(bench.one("or@example.com")).startsWith("550 5.7.2");
        bench.option("OR_CLAUSES", "1");
        assertThat(post("boss@x.example")).isEqualTo(MEMBER);
    }

    @Test
    void aPasswordInTheMessageCannotBeCheckedSoNobodyPasses() throws Exception {
        news("PASSWORD=secret", "AUTH_LIST=boss@x.example", "OR");
        assertThat(post("boss@x.example")).startsWith("550 5.7.2");
    }

    @Test
    void aModeratedListGoesToItsModeratorsUntilOneOfThemPosts() throws Exception {
        news(
                "MODERATOR_ADDRESS=Chief@x.example",
                "MODERATOR_LIST=deputy@x.example",
                "ERRORS_TO=owner@example.com");
        assertThat(post("anybody@x.example")).isEqualTo("Chief@x.example");
        assertThat(((Expansion.Expanded) bench.expand("news@example.com")).list())
                .as("the moderator gets the message as it is")
                .isEmpty();
        assertThat(post("chief@x.example")).isEqualTo(MEMBER);
        assertThat(post("deputy@x.example")).isEqualTo(MEMBER);
        assertThat(post("")).isEqualTo("Chief@x.example");
    }

    @Test
    void withRulesAModeratorGetsWhatIsNotPermitted() throws Exception {
        news("MODERATOR_ADDRESS=chief@x.example", "AUTH_LIST=member@x.example");
        assertThat(post("member@x.example")).isEqualTo(MEMBER);
        assertThat(post("chief@x.example")).isEqualTo(MEMBER);
        assertThat(post("stranger@x.example")).isEqualTo("chief@x.example");
    }

    @Test
    void sizeThatIsAnnouncedIsCheckedAtOnce() throws Exception {
        news("BLOCKLIMIT=10", "LINELIMIT=500");
        bench.size = 10_240;
        assertThat(post("x@x.example")).isEqualTo(MEMBER);
        bench.size = 10_241;
        assertThat(post("x@x.example"))
                .isEqualTo("552 5.2.3 news@example.com takes at most 10240 octets");
        bench.size = 0;
        assertThat(bench.traffic("news@example.com"))
                .extracting(ListTraffic::sizeLimit, ListTraffic::lineLimit)
                .containsExactly(10_240L, 500L);
    }

    @Test
    void copiesOfSomeAreHeld() throws Exception {
        news("HOLD_LIST=new@x.example");
        assertThat(post("old@x.example")).isEqualTo(MEMBER);
        assertThat(((Expansion.Expanded) bench.expand("news@example.com")).list()).isEmpty();
        post("new@x.example");
        assertThat(bench.traffic("news@example.com").hold()).isTrue();
        bench.list("only", parameters("NOHOLD_LIST=old@x.example", "TAG=[only]"), MEMBER);
        assertThat(bench.traffic("only@example.com").hold()).isTrue();
        bench.sender = "old@x.example";
        assertThat(bench.traffic("only@example.com").hold()).isFalse();
    }

    @Test
    void whatBecomesOfCopies() throws Exception {
        news(
                "ERRORS_TO=owner@example.com",
                "VERP",
                "HEADER_ADDITION=List-Post: <mailto:news@example.com>|X-A: b",
                "HEADER_TRIM=Received X-Foo:|Return-Receipt-To",
                "REPLY_TO=news@example.com",
                "TAG=[news]",
                "PREFIX_TEXT=one|two",
                "SUFFIX_TEXT=three",
                "FILTER=list-filter");
        assertThat(bench.traffic("News+x@Example.com"))
                .isEqualTo(
                        new ListTraffic(
                                "News@example.com",
                                Optional.of(ReversePath.of(address("owner@example.com"))),
                                true,
                                Long.MAX_VALUE,
                                Long.MAX_VALUE,
                                List.of(
                                        "Reply-To: news@example.com",
                                        "List-Post: <mailto:news@example.com>",
                                        "X-A: b",
                                        "List-Id: <news.example.com>"),
                                List.of(
                                        "reply-to",
                                        "received",
                                        "x-foo",
                                        "return-receipt-to",
                                        "list-id"),
                                "[news]",
                                "one\ntwo",
                                "three",
                                List.of("list-filter"),
                                false));
    }

    @Test
    void theSenderOfSingleCopiesMayBeNamedWithThem() throws Exception {
        news("VERP=bounces@example.com");
        assertThat(bench.problems()).isEmpty();
        assertThat(bench.traffic("news@example.com").verp()).isTrue();
        assertThat(bench.traffic("news@example.com").sender())
                .contains(ReversePath.of(address("bounces@example.com")));
    }

    @Test
    void aListIdOfItsOwnStands() throws Exception {
        news("ERRORS_TO=owner@example.com", "HEADER_ADDITION=List-ID: News <n.example>");
        assertThat(bench.traffic("news@example.com").addedHeaders())
                .containsExactly("List-ID: News <n.example>");
        assertThat(bench.traffic("news@example.com").trimmedHeaders()).containsExactly("list-id");
    }

    @Test
    void withoutSomebodyWhoAnswersThereIsNoListId() throws Exception {
        news("TAG=[x]", "ERRORS_TO=/");
        assertThat(bench.traffic("news@example.com").addedHeaders()).isEmpty();
        assertThat(bench.traffic("news@example.com").sender()).contains(ReversePath.NULL);
    }

    @Test
    void oddNamesGiveASoundListId() throws Exception {
        bench.list("a&b..c'd", parameters("ERRORS_TO=o@example.com"), MEMBER);
        assertThat(bench.traffic("\"a&b..c'd\"@example.com").addedHeaders())
                .containsExactly("List-Id: <a-b.c-d.example.com>");
    }

    @Test
    void everyDecisionIsExplained() throws Exception {
        bench.trace = Trace.recording();
        news("AUTH_LIST=boss@x.example", "HOLD_LIST=boss@x.example");
        post("boss@x.example");
        post("eve@x.example");
        assertThat(bench.trace.steps())
                .extracting(Step::toString)
                .containsExactly(
                        "aliases: news@example.com -> [member@x.example]  (aliases:1)",
                        "aliases: news@example.com -> AUTH_LIST: permits boss@x.example "
                                + " (aliases:1)",
                        "aliases: news@example.com -> HOLD_LIST: copies are held  (aliases:1)",
                        "aliases: news@example.com -> boss@x.example may post  (aliases:1)",
                        "aliases: news@example.com -> [member@x.example]  (aliases:1)",
                        "aliases: news@example.com -> AUTH_LIST: does not permit eve@x.example "
                                + " (aliases:1)");
    }
}
