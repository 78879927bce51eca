// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.imap.PlainThreads.Subject;
import org.tubepost.message.HeaderBlock;
import org.tubepost.wire.imap.ImapDates;

/**
 * What SORT and THREAD tell of random mailboxes to which mail comes and from which it goes, beside
 * what a plain form of them makes of the same messages.
 */
class SortThreadModelTest {
    private static final List<String> SUBJECTS =
            List.of(
                    "",
                    "a",
                    "b",
                    "B",
                    "\u00e4",
                    "stra\u00dfe",
                    "\uffee",
                    "\ud83d\ude00",
                    "ab",
                    "z");
    private static final List<String> LEADERS = List.of("", "", "Re: ", "FWD: ", "[list] ");
    private static final List<String> KEYS =
            List.of(
                    "ARRIVAL",
                    "CC",
                    "DATE",
                    "DISPLAYFROM",
                    "DISPLAYTO",
                    "FROM",
                    "SIZE",
                    "SUBJECT",
                    "TO");
    private static final List<String> DATES =
            List.of("Mon, 7 Feb 1994 %02d:00:00 +0000", "7 Feb 9994 %02d:00:00 -0800", "", "never");

    @TempDir private Path dir;
    private Post post;
    private Random random;
    private final List<Known> there = new ArrayList<>();
    private long uidNext;

    /** A message of the mailbox. */
    private record Known(long uid, Instant arrival, int size, HeaderFacts facts) {
        long sent() {
            return facts.sent().orElse(arrival).getEpochSecond();
        }
    }

    @AfterEach
    void close() throws Exception {
        post.close();
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    @Test
    void answersAreThoseOfThePlainFormWhateverComesAndGoes() throws Exception {
        post = Post.open(dir);
        compare(12, 8);
    }

    @Test
    void answersAreTheSameWhenMemoryHoldsNoMailbox() throws Exception {
        post = new Post(dir, Map.of("maxCachedHeaderOctets", 3000L));
        compare(3, 6);
    }

    private void compare(int mailboxes, int rounds) {
        for (int mailbox = 0; mailbox < mailboxes; mailbox++) {
            random = new Random(mailbox);
            there.clear();
            uidNext = 1;
            try (Talk talk = post.login("alice");
                    Talk other = post.login("alice")) {
                talk.ok("CREATE m" + mailbox);
                talk.ok("SELECT m" + mailbox);
                other.ok("SELECT m" + mailbox);
                for (int round = 0; round < rounds; round++) {
                    String at = "mailbox " + mailbox + ", round " + round;
                    append(talk, mailbox);
                    other.ok("NOOP");
                    checkAll(talk, at);
                    checkAll(other, at);
                    List<Known> before = List.copyOf(there);
                    expunge(talk);
                    // It may not be told yet what has gone: its numbers are those of before.
                    sorted(other, before, false, "ALL", at + ", not told");
                    threaded(other, before, false, "ALL", at + ", not told");
                    other.ok("NOOP");
                    checkAll(talk, at + ", expunged");
                    checkAll(other, at + ", expunged");
                }
            }
        }
    }

    private void append(Talk talk, int mailbox) {
        for (int i = random.nextInt(40); i > 0; i--) {
            Instant arrival = Instant.ofEpochSecond(700_000_000 + random.nextInt(5) * 86_400L);
            String message = message();
            assertThat(
                            talk.append(
                                    "m" + mailbox + " \"" + ImapDates.format(arrival) + "\"",
                                    message))
                    .startsWith("OK");
            byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
            HeaderFacts facts = HeaderFacts.of(HeaderBlock.parse(octets));
            there.add(new Known(uidNext++, arrival, octets.length, facts));
        }
    }

    private String message() {
        String date = one(DATES).formatted(random.nextInt(4));
        String subject = one(LEADERS) + one(LEADERS) + word(one(SUBJECTS));
        StringBuilder message = new StringBuilder();
        message.append(date.isEmpty() ? "" : "Date: " + date + "\r\n");
        message.append(subject.isEmpty() ? "" : "Subject: " + subject + "\r\n");
        for (String field : List.of("From", "To", "Cc")) {
            if (random.nextInt(4) > 0) {
                message.append(
                        field
                                + ": "
                                + word(one(SUBJECTS))
                                + " <"
                                + (char) ('a' + random.nextInt(4))
                                + "@example.com>\r\n");
            }
        }
        message.append(random.nextInt(5) > 0 ? "Message-ID: " + id() + "\r\n" : "");
        message.append(random.nextInt(3) > 0 ? "References:" + ids() + "\r\n" : "");
        message.append(random.nextInt(3) > 0 ? "In-Reply-To:" + ids() + "\r\n" : "");
        return message.append("\r\n").append("x".repeat(random.nextInt(4))).toString();
    }

    private static String word(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return text.isEmpty()
                ? ""
                : "=?utf-8?b?" + Base64.getEncoder().encodeToString(octets) + "?=";
    }

    /** Few, so that some are given twice and many are those of no message. */
    private String id() {
        return "<" + random.nextInt(60) + "@example.com>";
    }

    private String ids() {
        StringBuilder ids = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            ids.append(' ').append(id());
        }
        return ids.toString();
    }

    private void expunge(Talk talk) {
        List<Known> gone =
                there.stream().filter(k -> random.nextInt(4) == 0).collect(Collectors.toList());
        if (!gone.isEmpty()) {
            talk.ok("UID STORE " + uids(gone) + " +FLAGS.SILENT (\\Deleted)");
            talk.ok("EXPUNGE");
            there.removeAll(gone);
        }
    }

    private static String uids(List<Known> messages) {
        return messages.stream().map(k -> "" + k.uid()).collect(Collectors.joining(","));
    }

    private void checkAll(Talk talk, String at) {
        for (boolean byUid : new boolean[] {false, true}) {
            sorted(talk, there, byUid, "ALL", at);
            threaded(talk, there, byUid, "ALL", at);
            List<Known> some = there.stream().filter(k -> random.nextBoolean()).toList();
            if (!some.isEmpty()) {
                sorted(talk, some, byUid, "UID " + uids(some), at);
                threaded(talk, some, byUid, "UID " + uids(some), at);
            }
        }
    }

    /** What a message is called: its place is that in the mailbox, not among those looked for. */
    private static IntToLongFunction number(List<Known> mailbox, boolean byUid) {
        return index -> byUid ? mailbox.get(index).uid() : index + 1L;
    }

    private List<Known> mailbox(List<Known> wanted, String search) {
        return search.equals("ALL") ? wanted : there;
    }

    private void threaded(Talk talk, List<Known> wanted, boolean byUid, String search, String at) {
        List<Known> mailbox = mailbox(wanted, search);
        List<Subject> subjects =
                wanted.stream()
                        .map(k -> new Subject(mailbox.indexOf(k), k.sent(), k.facts()))
                        .toList();
        IntToLongFunction number = number(mailbox, byUid);
        String uid = byUid ? "UID " : "";
        assertThat(talk.ok(uid + "THREAD REFERENCES UTF-8 " + search))
                .as(at)
                .startsWith(PlainThreads.byReferences(subjects, number));
        assertThat(talk.ok(uid + "THREAD ORDEREDSUBJECT UTF-8 " + search))
                .as(at)
                .startsWith(PlainThreads.bySubject(subjects, number));
    }

    private void sorted(Talk talk, List<Known> wanted, boolean byUid, String search, String at) {
        List<String> criteria = new ArrayList<>();
        Comparator<Known> order = Comparator.comparing(known -> 0);
        for (int i = random.nextInt(3); i >= 0; i--) {
            String key = one(KEYS);
            boolean reverse = random.nextBoolean();
            criteria.add(reverse ? "REVERSE " + key : key);
            order = order.thenComparing(reverse ? by(key).reversed() : by(key));
        }
        List<Known> mailbox = mailbox(wanted, search);
        IntToLongFunction number = number(mailbox, byUid);
        String expected =
                wanted.stream()
                        .sorted(order)
                        .map(k -> " " + number.applyAsLong(mailbox.indexOf(k)))
                        .collect(Collectors.joining());
        String command = "SORT (" + String.join(" ", criteria) + ") UTF-8 " + search;
        assertThat(talk.ok((byUid ? "UID " : "") + command))
                .as(at + ": " + command)
                .startsWith("* SORT" + expected);
    }

    private static Comparator<Known> by(String key) {
        return switch (key) {
            case "ARRIVAL" -> Comparator.comparing(Known::arrival);
            case "DATE" -> Comparator.comparing(Known::sent);
            case "SIZE" -> Comparator.comparing(Known::size);
            case "CC" -> byOctets(HeaderFacts::cc);
            case "DISPLAYFROM" -> byOctets(HeaderFacts::displayFrom);
            case "DISPLAYTO" -> byOctets(HeaderFacts::displayTo);
            case "FROM" -> byOctets(HeaderFacts::from);
            case "SUBJECT" -> byOctets(HeaderFacts::subject);
            default -> byOctets(HeaderFacts::to);
        };
    }

    /** RFC 5051: what is left of a text is compared by its octets in UTF-8. */
    private static Comparator<Known> byOctets(Function<HeaderFacts, String> text) {
        return Comparator.comparing(
                k -> text.apply(k.facts()).getBytes(StandardCharsets.UTF_8),
                Arrays::compareUnsigned);
    }
}
