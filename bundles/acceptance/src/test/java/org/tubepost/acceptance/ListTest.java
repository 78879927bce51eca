// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.acceptance.House.address;
import static org.tubepost.acceptance.House.path;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;
import org.tubepost.api.filter.Verdict;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.routing.AliasSource.Expansion;
import org.tubepost.api.routing.AliasSource.Target;
import org.tubepost.api.routing.ListTraffic;

/** Copies that go through mailing lists. */
class ListTest {
    private static final String MESSAGE =
            "From: s@else.example\r\nSubject: news\r\nX-Junk: 1\r\n\r\nbody\r\n";
    @TempDir Path cache;
    private House house;

    @BeforeEach
    void open() throws BundleException {
        house = new House(cache);
    }

    @AfterEach
    void close() throws IOException {
        assertThat(house.queue().openContents()).isZero();
        house.close();
    }

    private static ListTraffic list(String name, String sender, boolean verp) {
        return new ListTraffic(
                name + "@example.com",
                sender.isEmpty() ? Optional.empty() : Optional.of(path(sender)),
                verp,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                List.of(),
                List.of(),
                "",
                "",
                "",
                List.of(),
                false);
    }

    private static ListTraffic changing(
            String name, List<String> filters, boolean hold, long size, long lines) {
        return new ListTraffic(
                name + "@example.com",
                Optional.of(path("owner-" + name + "@example.com")),
                false,
                size,
                lines,
                List.of("List-Id: <" + name + ".example.com>"),
                List.of("x-junk", "content-type"),
                "[" + name + "]",
                "to " + name,
                "from " + name,
                filters,
                hold);
    }

    private void members(ListTraffic list, String... members) {
        List<Target> targets = new ArrayList<>();
        for (String member : members) {
            targets.add(new Target.Elsewhere(address(member)));
        }
        String name = list.name().substring(0, list.name().indexOf('@'));
        house.alias(name, new Expansion.Expanded(targets, Optional.of(list)));
    }

    private List<String> paths() {
        return house.queue().stored().stream()
                .flatMap(s -> s.envelope().recipients().stream())
                .map(ListTest::withPath)
                .toList();
    }

    private static String withPath(Recipient recipient) {
        return recipient.address()
                + " "
                + recipient.returnPath().map(ReversePath::toString).orElse("-");
    }

    @Test
    void listWithAPasswordTakesOnlyWhatHasItAndDoesNotPassItOn() throws Exception {
        ListTraffic plain = list("list", "", false);
        members(
                new ListTraffic(
                        plain.name(),
                        plain.sender(),
                        false,
                        plain.sizeLimit(),
                        plain.lineLimit(),
                        List.of(),
                        List.of("approved"),
                        "",
                        "",
                        "",
                        List.of(),
                        false,
                        "open sesame"),
                "a@x.org");
        for (String field : List.of("", "Approved: open\r\n", "X-Approved: open sesame\r\n")) {
            assertThat(house.send("s@else.example", List.of("list@example.com"), field + MESSAGE))
                    .hasToString(
                            "550 5.7.2 list@example.com wants its password in the header field"
                                    + " Approved");
        }
        house.send(
                "s@else.example",
                List.of("list@example.com"),
                "approved:  open sesame \r\n" + MESSAGE);
        assertThat(paths()).containsExactly("a@x.org -");
        assertThat(house.queue().only().text()).doesNotContain("sesame");
    }

    @Test
    void failuresGoToTheListAndAllMembersShareOneMessage() {
        members(list("list", "owner@example.com", false), "a@x.org", "b@y.org", "c@example.com");
        house.send("s@else.example", List.of("list@example.com", "d@example.com"), MESSAGE);
        assertThat(house.queue().only().envelope().sender()).isEqualTo(path("s@else.example"));
        assertThat(paths())
                .containsExactly(
                        "a@x.org owner@example.com",
                        "b@y.org owner@example.com",
                        "c@example.com owner@example.com",
                        "d@example.com -");
    }

    @Test
    void verpNamesTheMemberInTheReturnPathAndSharesTheMessage() {
        String tooLong = "m".repeat(60) + "@x.org";
        members(list("list", "owner@example.com", true), "a@x.org", "b+f@y.org", tooLong);
        house.send("s@else.example", List.of("list@example.com"), MESSAGE);
        assertThat(house.queue().stored()).hasSize(1);
        assertThat(paths())
                .containsExactly(
                        "a@x.org owner+a=x.org@example.com",
                        "b+f@y.org owner+b+f=y.org@example.com",
                        tooLong + " owner@example.com");
    }

    @Test
    void innermostListWithASenderCounts() {
        members(list("outer", "o@example.com", false), "middle@example.com", "x@x.org");
        members(list("middle", "m@example.com", false), "inner@example.com");
        members(list("inner", "", false), "a@x.org");
        house.send("s@else.example", List.of("outer@example.com"), MESSAGE);
        assertThat(paths()).containsExactly("a@x.org m@example.com", "x@x.org o@example.com");
    }

    @Test
    void copiesOfAListHaveItsHeaderAndTextsAndOthersDoNot() {
        members(changing("list", List.of(), false, Long.MAX_VALUE, Long.MAX_VALUE), "a@x.org");
        house.send("s@else.example", List.of("list@example.com", "d@example.com"), MESSAGE);
        assertThat(house.queue().stored()).hasSize(2);
        assertThat(house.queue().calls()).isEqualTo(1);
        assertThat(house.queue().stored().get(0).text())
                .endsWith(
                        "From: s@else.example\r\nSubject: [list] news\r\n"
                                + "List-Id: <list.example.com>\r\n\r\n"
                                + "to list\r\nbody\r\nfrom list\r\n");
        assertThat(house.queue().stored().get(1).text()).endsWith(MESSAGE);
    }

    @Test
    void nestedListsEachAddTheirOwn() {
        members(
                changing("outer", List.of(), false, Long.MAX_VALUE, Long.MAX_VALUE),
                "inner@example.com");
        members(changing("inner", List.of(), false, Long.MAX_VALUE, Long.MAX_VALUE), "a@x.org");
        house.send("s@else.example", List.of("outer@example.com"), MESSAGE);
        assertThat(house.queue().only().text())
                .endsWith(
                        "Subject: [inner] [outer] news\r\nList-Id: <outer.example.com>\r\n"
                                + "List-Id: <inner.example.com>\r\n\r\n"
                                + "to outer\r\nto inner\r\nbody\r\nfrom inner\r\nfrom outer\r\n");
    }

    @Test
    void mimeFieldsAreNotTrimmedAndEncodedBodiesAreLeftAlone() {
        members(changing("list", List.of(), false, Long.MAX_VALUE, Long.MAX_VALUE), "a@x.org");
        house.send(
                "s@else.example",
                List.of("list@example.com"),
                "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==\r\n");
        assertThat(house.queue().only().text())
                .contains("Content-Type: text/plain\r\n")
                .endsWith("\r\n\r\nYQ==\r\n");
    }

    @Test
    void messageTooLargeForAListIsRefusedAtTheEndOfData() {
        members(changing("small", List.of(), false, 40, Long.MAX_VALUE), "a@x.org");
        members(changing("short", List.of(), false, Long.MAX_VALUE, 2), "a@x.org");
        Reply reply = house.send("s@else.example", List.of("small@example.com"), MESSAGE);
        assertThat(reply.toString()).startsWith("552 5.2.3 ").contains("small@example.com", "40");
        Reply lines =
                house.send("s@else.example", List.of("short@example.com"), MESSAGE + "1\r\n2\r\n");
        assertThat(lines.toString()).startsWith("552 5.2.3 ").contains("short@example.com");
        assertThat(house.send("s@else.example", List.of("short@example.com"), MESSAGE).code())
                .isEqualTo(250);
    }

    @Test
    void heldListHoldsItsCopiesOnly() {
        members(changing("slow", List.of(), true, Long.MAX_VALUE, Long.MAX_VALUE), "a@x.org");
        house.send("s@else.example", List.of("slow@example.com", "d@example.com"), MESSAGE);
        assertThat(house.queue().stored())
                .extracting(MemoryQueue.Stored::held)
                .containsExactly(true, false);
    }

    @Test
    void filterOfAListJudgesItsCopiesAlone() {
        house.option("FILTERS", "none")
                .filter("spam", "CONTENT", r -> List.of(new Verdict.Discard("spam")));
        members(
                changing("list", List.of("spam"), false, Long.MAX_VALUE, Long.MAX_VALUE),
                "a@x.org");
        assertThat(
                        house.send(
                                        "s@else.example",
                                        List.of("list@example.com", "d@example.com"),
                                        MESSAGE)
                                .code())
                .isEqualTo(250);
        assertThat(house.queue().only().to()).containsExactly("d@example.com ims-ms");
    }

    @Test
    void recipientReachedTwiceGetsOneCopy() {
        members(
                changing("list", List.of(), false, Long.MAX_VALUE, Long.MAX_VALUE),
                "d@example.com");
        house.send("s@else.example", List.of("d@example.com", "list@example.com"), MESSAGE);
        assertThat(house.queue().only().to()).containsExactly("d@example.com ims-ms");
    }

    @Test
    void copiesOfACausedMessageHaveCausesOfTheirOwn() {
        members(changing("one", List.of(), false, Long.MAX_VALUE, Long.MAX_VALUE), "a@x.org");
        members(changing("two", List.of(), false, Long.MAX_VALUE, Long.MAX_VALUE), "b@x.org");
        house.send(
                House.outside().withCause("reprocess:7:1"),
                "s@else.example",
                List.of("d@example.com", "one@example.com", "two@example.com"),
                MESSAGE);
        assertThat(house.queue().stored())
                .extracting(s -> s.envelope().origin().cause())
                .containsExactly("reprocess:7:1", "reprocess-b:7:1", "reprocess-c:7:1");
        assertThat(Completion.letters(25)).isEqualTo("z");
        assertThat(Completion.letters(26)).isEqualTo("ba");
    }
}
