// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.aliases.Bench.parameters;
import static org.tubepost.aliases.MemoryDirectory.address;
import static org.tubepost.aliases.MemoryDirectory.dn;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

/** Groups of the directory as lists: members, posting restrictions, what becomes of copies. */
class GroupListTest {
    private static final String MEMBER = "member@x.example";
    private static final String REFUSED = "550 5.7.2";

    private Bench bench;

    @BeforeEach
    void begin() throws Exception {
        bench = new Bench();
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    private void board(String... attributes) {
        bench.directory.list("board", parameters(attributes), MEMBER);
    }

    private String post(String sender) throws Exception {
        bench.sender = sender;
        return bench.one("board@example.com");
    }

    @Test
    void membersMayBeFoundByUrl() throws Exception {
        String entries = "ldap:///o=example.com??sub?(departmentNumber=42)";
        String addresses = "ldap:///o=example.com?mail?sub?(city=Bonn)";
        bench.directory
                .user("alice")
                .user("bob")
                .url(entries, dn("alice"), dn("bob"), dn("gone"))
                .url(addresses, "x@x.example", "alice@example.com", "not an address");
        board("memberURL=" + entries, "mgrpDeliverTo=" + addresses + "|no url");
        assertThat(bench.shown("board@example.com"))
                .containsExactlyInAnyOrder(
                        "mailbox:alice@example.com",
                        "mailbox:bob@example.com",
                        "x@x.example",
                        MEMBER);
    }

    @Test
    void whoIsMemberByEntryAndByAddressGetsOneCopy() throws Exception {
        bench.directory
                .user("alice", Status.ACTIVE, List.of("a.smith@example.com"), List.of())
                .group(
                        "team",
                        Status.ACTIVE,
                        "",
                        "a.smith@example.com",
                        "Alice@example.com",
                        "alice");
        assertThat(bench.one("team@example.com")).isEqualTo("mailbox:alice@example.com");
    }

    @Test
    void aHundredThousandMembersAreEachAskedForOnce() throws Exception {
        String[] members =
                IntStream.range(0, 100_000).mapToObj(i -> "u" + i).toArray(String[]::new);
        for (String member : members) {
            bench.directory.user(member);
        }
        bench.directory
                .group("half", Status.ACTIVE, "", Arrays.copyOf(members, 50_000))
                .group("all", Status.ACTIVE, "", concat(members, "half", "all"));
        Expansion.Expanded expanded = (Expansion.Expanded) bench.expand("all@example.com");
        assertThat(expanded.targets()).hasSize(100_000);
        assertThat(Set.copyOf(expanded.targets())).hasSize(100_000);
        assertThat(bench.directory.questions()).isLessThanOrEqualTo(100_002);
    }

    private static String[] concat(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }

    @Test
    void aGroupOnHoldWaits() throws Exception {
        bench.directory
                .group("held", Status.HOLD, "", MEMBER)
                .group("outer", Status.ACTIVE, "", "held", MEMBER);
        assertThat(bench.one("held@example.com")).isEqualTo("held:held@example.com");
        assertThat(bench.shown("outer@example.com"))
                .containsExactlyInAnyOrder("held@example.com", MEMBER);
    }

    @Test
    void onlyNamedBroadcastersMayPost() throws Exception {
        bench.directory.url("ldap:///o=x?mail?sub?(a=b)", "two@x.example");
        board("mgrpAllowedBroadcaster=mailto:one@x.example|ldap:///o=x?mail?sub?(a=b)");
        assertThat(post("ONE@x.example")).isEqualTo(MEMBER);
        assertThat(post("two@x.example")).isEqualTo(MEMBER);
        assertThat(post("three@x.example"))
                .isEqualTo("550 5.7.2 three@x.example may not post to board@example.com");
    }

    @Test
    void aGroupThatNamesItselfIsForMembersOnly() throws Exception {
        bench.directory
                .user("alice")
                .user("eve")
                .user("deep")
                .group("inner", Status.ACTIVE, "", "deep", "board")
                .url("ldap:///o=x??sub?(a=b)", dn("found"))
                .user("found")
                .list(
                        "board",
                        parameters(
                                "mgrpAllowedBroadcaster=mailto:board@example.com",
                                "memberURL=ldap:///o=x??sub?(a=b)"),
                        "alice",
                        "inner",
                        MEMBER);
        for (String member : List.of("alice", "deep", "found")) {
            assertThat(post(member + "@example.com")).as(member).contains("mailbox:alice");
        }
        assertThat(post(MEMBER)).contains("mailbox:alice");
        assertThat(post("eve@example.com")).startsWith(REFUSED);
        assertThat(post("stranger@y.example")).startsWith(REFUSED);
    }

    @Test
    void anEntryMayBeNamedByUrl() throws Exception {
        bench.directory.user("alice").url("ldap:///" + dn("alice"), dn("alice"));
        board("mgrpAllowedBroadcaster=ldap:///" + dn("alice"));
        assertThat(post("alice@example.com")).isEqualTo(MEMBER);
        assertThat(post("bob@example.com")).startsWith(REFUSED);
    }

    @Test
    void disallowedBroadcastersMayNotPost() throws Exception {
        board("mgrpDisallowedBroadcaster=mailto:eve@x.example", "mgrpAllowedDomain=x.example");
        assertThat(post("eve@x.example")).startsWith(REFUSED);
        assertThat(post("bob@x.example")).isEqualTo(MEMBER);
    }

    @Test
    void aDomainDoesNotCoverWhatIsBelowIt() throws Exception {
        board("mgrpAllowedDomain=Example.org|*.example.net");
        assertThat(post("a@example.org")).isEqualTo(MEMBER);
        assertThat(post("a@sub.example.org")).startsWith(REFUSED);
        assertThat(post("a@sub.example.net")).isEqualTo(MEMBER);
        assertThat(post("a@example.net")).startsWith(REFUSED);
    }

    @Test
    void aNamedBroadcasterIsNotAskedForTheDomain() throws Exception {
        board(
                "mgrpAllowedBroadcaster=mailto:one@y.example",
                "mgrpDisallowedDomain=y.example",
                "mgrpAllowedDomain=x.example",
                "mgrpBroadcasterPolicy=OR");
        assertThat(post("one@y.example")).isEqualTo(MEMBER);
        assertThat(post("two@y.example")).startsWith(REFUSED);
        assertThat(post("two@x.example")).isEqualTo(MEMBER);
    }

    @Test
    void whereALoginIsDemandedTheLoginIsTheSender() throws Exception {
        bench.directory.user("alice").user("eve");
        board(
                "mgrpBroadcasterPolicy=SMTP_AUTH_REQUIRED,OR",
                "mgrpAllowedBroadcaster=mailto:alice@example.com");
        assertThat(post("alice@example.com")).startsWith(REFUSED);
        bench.login = Optional.of("eve");
        assertThat(post("alice@example.com")).startsWith(REFUSED);
        bench.login = Optional.of("alice");
        assertThat(post("whatever@y.example")).isEqualTo(MEMBER);
    }

    @Test
    void aModeratorMustLogInWhereALoginIsDemanded() throws Exception {
        bench.directory.user("alice");
        board("mgrpBroadcasterPolicy=AUTH_REQ", "mgrpModerator=mailto:alice@example.com");
        assertThat(post("alice@example.com")).startsWith(REFUSED);
        bench.login = Optional.of("alice");
        assertThat(post("alice@example.com")).isEqualTo(MEMBER);
    }

    @Test
    void aPasswordIsDemandedOfThePostAndTakenOutOfItUnlessAModeratorPosts() throws Exception {
        board("mgrpAuthPassword=secret");
        assertThat(bench.traffic("board@example.com").password()).isEqualTo("secret");
        assertThat(bench.traffic("board@example.com").trimmedHeaders()).contains("approved");
        board("mgrpAuthPassword=secret", "mgrpModerator=mailto:chief@x.example");
        bench.sender = "chief@x.example";
        assertThat(bench.traffic("board@example.com").password()).isEmpty();
        assertThat(bench.traffic("board@example.com").trimmedHeaders()).contains("approved");
    }

    @Test
    void whereAPasswordIsDemandedAndNoneIsSetNobodyPosts() throws Exception {
        bench.directory.list("b", parameters("mgrpBroadcasterPolicy=PASSWORD_REQUIRED"), MEMBER);
        assertThat(bench.one("b@example.com")).startsWith(REFUSED);
    }

    @Test
    void moderatorsGetAllOrOnlyWhatIsNotPermitted() throws Exception {
        board("mgrpModerator=mailto:chief@x.example", "mgrpAllowedDomain=x.example");
        assertThat(post("a@x.example")).isEqualTo("chief@x.example");
        assertThat(post("a@y.example")).startsWith(REFUSED);
        assertThat(post("chief@x.example")).isEqualTo(MEMBER);
        board(
                "mgrpModerator=mailto:chief@x.example",
                "mgrpAllowedDomain=x.example",
                "mgrpMsgRejectAction=TOMODERATOR");
        assertThat(post("a@x.example")).isEqualTo(MEMBER);
        assertThat(post("a@y.example")).isEqualTo("chief@x.example");
    }

    @Test
    void moderatorsMayBeFoundByUrl() throws Exception {
        bench.directory
                .user("alice")
                .url("ldap:///o=x??sub?(a=b)", dn("alice"))
                .url("ldap:///o=x?mail?sub?(none=1)");
        board("mgrpModerator=ldap:///o=x??sub?(a=b)");
        assertThat(post("a@x.example")).isEqualTo("alice@example.com");
        assertThat(post("alice@example.com")).isEqualTo(MEMBER);
        board("mgrpModerator=ldap:///o=x?mail?sub?(none=1)");
        assertThat(post("a@x.example"))
                .isEqualTo("550 5.7.2 board@example.com is moderated and has no moderator");
    }

    @Test
    void theGroupsOwnTextRefuses() throws Exception {
        board("mgrpAllowedDomain=x.example", "mgrpMsgRejectText=Members\u00e9 only.\nSecond line");
        assertThat(post("a@y.example")).isEqualTo("550 5.7.2 Members? only.");
    }

    @Test
    void sizeThatIsAnnouncedIsCheckedAtOnce() throws Exception {
        board("mgrpMsgMaxSize=50000", "mailMsgMaxBlocks=10");
        bench.size = 10_241;
        assertThat(post("a@x.example"))
                .isEqualTo("552 5.2.3 board@example.com takes at most 10240 octets");
        bench.size = 10_240;
        assertThat(post("a@x.example")).isEqualTo(MEMBER);
        assertThat(bench.traffic("board@example.com").sizeLimit()).isEqualTo(10_240);
    }

    @Test
    void whatBecomesOfCopies() throws Exception {
        Map<String, List<String>> attributes = new HashMap<>();
        attributes.put("mgrpAddHeader", List.of("X-A: b", "broken"));
        attributes.put("mgrpRemoveHeader", List.of("Received:", "X-B"));
        attributes.put("mgrpMsgPrefixText", List.of("before"));
        attributes.put("mgrpMsgSuffixText", List.of("behind"));
        attributes.put("mgrpListTag", List.of("[board]"));
        attributes.put("owner", List.of(dn("alice")));
        bench.directory.list("board", attributes, MEMBER);
        assertThat(bench.traffic("Board+x@example.com"))
                .isEqualTo(
                        new ListTraffic(
                                "board@example.com",
                                Optional.empty(),
                                false,
                                Long.MAX_VALUE,
                                Long.MAX_VALUE,
                                List.of("X-A: b", "List-Id: <board.example.com>"),
                                List.of("received", "x-b", "list-id"),
                                "[board]",
                                "before",
                                "behind",
                                List.of(),
                                false));
    }

    @Test
    void reportsGoToTheErrorsAddressAndTheListHasAnId() throws Exception {
        bench.directory.group("a", Status.ACTIVE, "mailto:owner@example.com", MEMBER);
        assertThat(bench.traffic("a@example.com").sender())
                .contains(ReversePath.of(address("owner@example.com")));
        assertThat(bench.traffic("a@example.com").addedHeaders())
                .containsExactly("List-Id: <a.example.com>");
        bench.directory.group("b", Status.ACTIVE, "/", MEMBER);
        assertThat(bench.traffic("b@example.com").sender()).contains(ReversePath.NULL);
    }

    @Test
    void aGroupWithoutAttributesOfAListIsNoList() throws Exception {
        bench.directory.group("plain", Status.ACTIVE, "", MEMBER);
        assertThat(((Expansion.Expanded) bench.expand("plain@example.com")).list()).isEmpty();
    }

    @Test
    void anAttributeThatCannotBeReadPermitsNobodyAndIsTold() throws Exception {
        bench.trace = Trace.recording();
        board("mgrpAllowedBroadcaster=mailto:", "mgrpMsgMaxSize=big");
        assertThat(post("a@x.example")).startsWith(REFUSED);
        assertThat(bench.trace.steps())
                .extracting(Step::result)
                .contains(
                        "mgrpAllowedBroadcaster 'mailto:' is no address",
                        "mgrpMsgMaxSize is no size: big");
    }

    @Test
    void whenTheDirectoryGoesAwayInTheMiddleNothingIsDecided() {
        board("memberURL=ldap:///o=x??sub?(a=b)");
        bench.withoutDirectory();
        assertThatThrownBy(() -> bench.expand("board@example.com"))
                .isInstanceOf(DirectoryUnavailableException.class);
    }
}
