// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.tubepost.wire.imap.FetchItem.Simple;

/** Arguments of the commands, from their octets. */
class ArgumentsTest {

    private static Tokens tokens(String text) {
        return new Tokens(
                new RawCommand(List.of(text.getBytes(StandardCharsets.ISO_8859_1)), List.of()));
    }

    private static List<FetchItem> items(String text) throws BadCommandException {
        return FetchArguments.parse(tokens(" 1:* " + text)).items();
    }

    @Test
    void macrosStandForTheirItems() throws BadCommandException {
        assertThat(items("FAST"))
                .containsExactly(Simple.FLAGS, Simple.INTERNALDATE, Simple.RFC822_SIZE);
        assertThat(items("ALL")).endsWith(Simple.ENVELOPE).hasSize(4);
        assertThat(items("FULL")).endsWith(Simple.ENVELOPE, Simple.BODY).hasSize(5);
    }

    @Test
    void sectionsAreAnsweredUnderTheNameTheyWereAskedBy() throws BadCommandException {
        for (String name :
                List.of(
                        "BODY[]",
                        "BODY[HEADER]",
                        "BODY[1.2.TEXT]",
                        "BODY[1.MIME]",
                        "BODY[HEADER.FIELDS (FROM TO)]",
                        "BODY[2.HEADER.FIELDS.NOT (SUBJECT)]")) {
            FetchItem.Section section =
                    (FetchItem.Section) items(name.replace("BODY[", "BODY.PEEK[")).get(0);
            assertThat(section.name()).isEqualTo(name);
            assertThat(section.peek()).isTrue();
        }
        FetchItem.Section part = (FetchItem.Section) items("BODY[1]<10.20>").get(0);
        assertThat(part.name()).isEqualTo("BODY[1]<10>");
        assertThat(part.partial()).contains(new FetchItem.Partial(10, 20));
        assertThat(part.peek()).isFalse();
    }

    @Test
    void changedSinceIsRead() throws BadCommandException {
        FetchArguments asked = FetchArguments.parse(tokens(" 1 (FLAGS) (CHANGEDSINCE 12345)"));
        assertThat(asked.changedSince()).hasValue(12345);
    }

    @Test
    void urlsNameMessagesAndTheirSections() throws BadCommandException {
        ImapUrl url =
                ImapUrl.parse("/A%20b/%C3%A9;UIDVALIDITY=3/;UID=20/;SECTION=1.2.MIME/;PARTIAL=5.7");
        assertThat(url.mailbox()).contains("A b/\u00e9");
        assertThat(url.uidValidity()).hasValue(3);
        assertThat(url.uid()).isEqualTo(20);
        assertThat(url.section().written()).isEqualTo("1.2.MIME");
        assertThat(url.partial()).contains(new FetchItem.Partial(5, 7));
        assertThat(ImapUrl.parse(";UID=7").mailbox()).isEmpty();
        for (String broken :
                List.of("", "/", "/A", "/A;UID=1", "/A/;SECTION=1", "/A/;UID=x", "/%C3/;UID=1")) {
            assertThatThrownBy(() -> ImapUrl.parse(broken))
                    .as(broken)
                    .isInstanceOf(BadCommandException.class);
        }
    }

    @Test
    void stretchesFallWithinTheResults() {
        for (int size : new int[] {0, 1, 5}) {
            for (long first : new long[] {1, 3, 9, 4_294_967_295L}) {
                for (long last : new long[] {1, 2, 4_294_967_295L}) {
                    for (int sign : new int[] {1, -1}) {
                        Stretch stretch = new Stretch(sign * first, sign * last);
                        assertThat(stretch.from(size)).isBetween(0, size);
                        assertThat(stretch.to(size)).isBetween(0, size);
                    }
                }
            }
        }
    }

    @Test
    void returnOptionsThatAnswerNothingStandForAll() throws Exception {
        for (String option : List.of("UPDATE", "CONTEXT", "CONTEXT UPDATE", "UPDATE (UID FLAGS)")) {
            ReturnOptions asked =
                    SearchArguments.parse(tokens(" RETURN (" + option + ") ALL"))
                            .returned()
                            .orElseThrow();
            assertThat(asked.has(ReturnOptions.Result.ALL)).as(option).isTrue();
            assertThat(asked.fetched()).hasSize(option.contains("UID") ? 2 : 0);
        }
        ReturnOptions saved =
                SearchArguments.parse(tokens(" RETURN (SAVE UPDATE) ALL")).returned().orElseThrow();
        assertThat(saved.isAnswered()).isFalse();
        for (String wrong : List.of("UPDATE ()", "UPDATE (UID", "COUNT (UID)", "UPDATE (SUN)")) {
            assertThatThrownBy(() -> SearchArguments.parse(tokens(" RETURN (" + wrong + ") ALL")))
                    .as(wrong)
                    .isInstanceOf(BadCommandException.class);
        }
    }

    @Test
    void searchKeysNestAndNegate() throws Exception {
        SearchArguments asked =
                SearchArguments.parse(
                        tokens(" RETURN (COUNT MAX) OR (SEEN FROM bob) NOT 1:3 SINCE 1-Feb-1994"));
        assertThat(asked.returned().map(ReturnOptions::results))
                .contains(Set.of(ReturnOptions.Result.COUNT, ReturnOptions.Result.MAX));
        assertThat(asked.program().key())
                .isEqualTo(
                        new SearchKey.And(
                                List.of(
                                        new SearchKey.Or(
                                                new SearchKey.And(
                                                        List.of(
                                                                new SearchKey.Flag("\\Seen"),
                                                                new SearchKey.Header(
                                                                        "FROM", "bob"))),
                                                new SearchKey.Not(
                                                        new SearchKey.Numbers(
                                                                new SequenceSet(
                                                                        List.of(
                                                                                new SequenceSet
                                                                                        .Range(
                                                                                        1, 3)))))),
                                        new SearchKey.Day(
                                                SearchKey.Which.INTERNAL,
                                                SearchKey.Relation.SINCE,
                                                LocalDate.of(1994, 2, 1)))));
    }

    @Test
    void unknownCharsetIsNotABadCommand() {
        assertThatThrownBy(() -> SearchArguments.parse(tokens(" CHARSET x-klingon ALL")))
                .isInstanceOf(SearchProgram.BadCharsetException.class);
    }

    @Test
    void threadsAreSearchedByTheirObjectIds() throws Exception {
        for (String written : List.of("Tx_8-a", "\"Tx_8-a\"")) {
            assertThat(SearchArguments.parse(tokens(" THREADID " + written)).program().key())
                    .isEqualTo(new SearchKey.ThreadId("Tx_8-a"));
        }
        for (String broken : List.of("", " ", " \"\"", " a.b", " (a)", " " + "a".repeat(256))) {
            assertThatThrownBy(() -> SearchArguments.parse(tokens(" THREADID" + broken)))
                    .as(broken)
                    .isInstanceOf(BadCommandException.class);
        }
    }

    @Test
    void deepSearchIsRefused() {
        assertThatThrownBy(() -> SearchArguments.parse(tokens(" " + "NOT ".repeat(5000) + "ALL")))
                .isInstanceOf(BadCommandException.class);
    }

    @Test
    void storeKnowsItsForms() throws BadCommandException {
        StoreArguments asked =
                StoreArguments.parse(tokens(" 2,4:7 (UNCHANGEDSINCE 5) +FLAGS.SILENT (\\Seen x)"));
        assertThat(asked.sign()).isEqualTo('+');
        assertThat(asked.silent()).isTrue();
        assertThat(asked.unchangedSince()).hasValue(5);
        assertThat(asked.flags()).containsExactly("\\Seen", "x");
        assertThat(StoreArguments.parse(tokens(" 1 FLAGS \\Deleted")).sign()).isEqualTo(' ');
    }

    @Test
    void extendedListIsRead() throws BadCommandException {
        ListArguments asked =
                ListArguments.parse(
                        tokens(
                                " (SUBSCRIBED RECURSIVEMATCH) \"\" (INBOX Work/%) RETURN"
                                        + " (CHILDREN STATUS (MESSAGES UNSEEN))"));
        assertThat(asked.selection()).containsExactlyInAnyOrder("SUBSCRIBED", "RECURSIVEMATCH");
        assertThat(asked.patterns()).containsExactly("INBOX", "Work/%");
        assertThat(asked.statusItems()).containsExactly("MESSAGES", "UNSEEN");
        assertThat(asked.extended()).isTrue();
    }

    @Test
    void dateTimesRoundTrip() throws BadCommandException {
        Instant moment = Instant.parse("2026-02-03T04:05:06Z");
        assertThat(ImapDates.dateTime(ImapDates.format(moment))).isEqualTo(moment);
        assertThat(ImapDates.dateTime(" 1-Feb-1994 21:52:25 -0800"))
                .isEqualTo(Instant.parse("1994-02-02T05:52:25Z"));
        assertThatThrownBy(() -> ImapDates.dateTime("31-Feb-1994 21:52:25 -0800"))
                .isInstanceOf(BadCommandException.class);
    }

    @Property(tries = 500)
    void mailboxNamesRoundTrip(@ForAll @StringLength(max = 30) String name)
            throws BadCommandException {
        boolean whole = StandardCharsets.UTF_16BE.newEncoder().canEncode(name);
        if (whole && name.chars().noneMatch(c -> c < ' ' || c == 0x7f)) {
            assertThat(MailboxUtf7.decode(MailboxUtf7.encode(name))).isEqualTo(name);
        }
    }

    @Property(tries = 300)
    void setsRoundTrip(
            @ForAll @Size(min = 1, max = 40) Set<@LongRange(min = 1, max = 60) Long> numbers)
            throws BadCommandException {
        TreeSet<Long> sorted = new TreeSet<>(numbers);
        SequenceSet set = tokens(SequenceSet.format(List.copyOf(sorted))).sequenceSet();
        for (long n = 1; n <= 61; n++) {
            assertThat(set.contains(n, 61)).isEqualTo(sorted.contains(n));
        }
    }

    /** Every word of the grammar, in any order: only {@link BadCommandException} may come out. */
    @Property(tries = 1000)
    void nonsenseIsABadCommandAndNothingElse(@ForAll @Size(max = 12) List<Byte> choices) {
        List<String> words =
                List.of(
                        " ",
                        "(",
                        ")",
                        "1:*",
                        "BODY[",
                        "]",
                        "<0.5>",
                        "HEADER.FIELDS",
                        "OR",
                        "NOT",
                        "\"",
                        "SUBJECT",
                        "{",
                        "*",
                        "RETURN",
                        "SET STATUS (",
                        "SELECTED ",
                        "SUBTREE ",
                        "(MessageNew (UID) MessageExpunge)",
                        "NONE",
                        "(PARTIAL -1:-9)",
                        "QRESYNC (1 2 3:4 (5 6))",
                        "UTF8 (",
                        "CATENATE (URL ",
                        "TEXT ",
                        "~",
                        "REVERSE SUBJECT",
                        "REFERENCES",
                        "UTF-8",
                        "/private/x",
                        "(DEPTH 1)",
                        "/;UID=1",
                        ";SECTION=1.TEXT",
                        "%C3%A9",
                        "BINARY.PEEK[1]<0.5>",
                        "1-Feb-1994",
                        "ALL",
                        "\\Seen",
                        "%");
        StringBuilder text = new StringBuilder(" ");
        choices.forEach(c -> text.append(words.get(Math.floorMod(c, words.size()))));
        for (Parser parser :
                List.<Parser>of(
                        FetchArguments::parse,
                        SearchArguments::parse,
                        StoreArguments::parse,
                        ListArguments::parse,
                        SelectArguments::parse,
                        SortArguments::parse,
                        ThreadArguments::parse,
                        AppendArguments::parse,
                        AppendArguments::parseBegun,
                        MetadataArguments::get,
                        MetadataArguments::set,
                        NotifyArguments::parse,
                        t -> ImapUrl.parse(t.rest()))) {
            Optional<Exception> failure = failure(parser, text.toString());
            assertThat(failure.filter(f -> !isRefusal(f))).isEmpty();
        }
    }

    private static boolean isRefusal(Exception failure) {
        return failure instanceof BadCommandException
                || failure instanceof SearchProgram.BadCharsetException
                || failure instanceof NotifyArguments.BadEventException;
    }

    private interface Parser {
        Object parse(Tokens tokens) throws Exception;
    }

    private static Optional<Exception> failure(Parser parser, String text) {
        try {
            parser.parse(tokens(text));
            return Optional.empty();
        } catch (Exception thrown) {
            return Optional.of(thrown);
        }
    }
}
