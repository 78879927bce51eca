// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Quick resynchronization (RFC 7162 section 3.2). */
class ResyncTest {
    @TempDir private Path dir;
    private Post post;

    @BeforeEach
    void open() throws Exception {
        post = Post.open(dir);
        post.fill("INBOX", "one", "two", "three", "four", "five");
    }

    @AfterEach
    void close() throws Exception {
        post.close();
    }

    private static String figure(List<String> lines, String code) {
        Matcher found = Pattern.compile("\\[" + code + " (\\d+)").matcher(String.join("\n", lines));
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private Talk enabled() {
        Talk talk = post.login("alice");
        assertThat(talk.ok("ENABLE QRESYNC")).containsExactly("* ENABLED QRESYNC");
        return talk;
    }

    private static void expunge(Talk talk, String uids) {
        talk.ok("UID STORE " + uids + " +FLAGS.SILENT (\\Deleted)");
        talk.ok("UID EXPUNGE " + uids);
    }

    @Test
    void selectTellsWhatHasGoneAndWhatHasChangedSinceTheClientLeft() {
        String validity;
        String modSeq;
        try (Talk talk = enabled()) {
            List<String> lines = talk.ok("SELECT INBOX");
            validity = figure(lines, "UIDVALIDITY");
            modSeq = figure(lines, "HIGHESTMODSEQ");
        }
        try (Talk other = post.selected("INBOX")) {
            expunge(other, "2,4");
            other.ok("STORE 1 +FLAGS (\\Flagged)");
        }
        try (Talk talk = enabled()) {
            String resync = " (QRESYNC (" + validity + " " + modSeq;
            List<String> lines = talk.ok("SELECT INBOX" + resync + "))");
            assertThat(lines).contains("* VANISHED (EARLIER) 2,4");
            assertThat(lines)
                    .anyMatch(l -> l.startsWith("* 1 FETCH (UID 1 FLAGS (\\Flagged) MODSEQ ("));
            assertThat(lines).noneMatch(l -> l.contains("UID 3"));
            assertThat(talk.ok("SELECT INBOX" + resync + " 3:5))"))
                    .contains("* VANISHED (EARLIER) 4")
                    .noneMatch(l -> l.contains("FETCH"));
            // Message 2 has UID 3 now: the pairs say that 1 has lost nothing before it.
            assertThat(talk.ok("SELECT INBOX" + resync + " 1:5 (1,2 1,2)))"))
                    .contains("* VANISHED (EARLIER) 2,4");
            long other = Long.parseLong(validity) - 1;
            assertThat(talk.ok("SELECT INBOX (QRESYNC (" + other + " " + modSeq + "))"))
                    .noneMatch(l -> l.contains("VANISHED") || l.contains("FETCH"));
        }
    }

    @Test
    void messagesBeforeOneThatKeptItsNumberAreNotSearchedForLosses() {
        String validity;
        try (Talk talk = enabled()) {
            validity = figure(talk.ok("SELECT INBOX"), "UIDVALIDITY");
            expunge(talk, "2,5");
            // The client knew of the loss of 2 but not of that of 5.
            assertThat(talk.ok("SELECT INBOX (QRESYNC (" + validity + " 1 1,3:5 (1,3 1,4)))"))
                    .contains("* VANISHED (EARLIER) 5");
        }
    }

    @Test
    void expungesAreToldByUidOnceEnabled() {
        try (Talk talk = enabled();
                Talk other = post.selected("INBOX")) {
            talk.ok("SELECT INBOX");
            expunge(other, "1:2");
            assertThat(talk.ok("NOOP")).containsExactly("* VANISHED 1:2");
            talk.ok("STORE 1 +FLAGS (\\Deleted)");
            List<String> lines = talk.ask("EXPUNGE");
            assertThat(lines.get(0)).isEqualTo("* VANISHED 3");
            assertThat(lines.get(1)).startsWith("OK [HIGHESTMODSEQ ");
            talk.ok("STORE 1 +FLAGS (\\Deleted)");
            assertThat(talk.end("CLOSE")).startsWith("OK [HIGHESTMODSEQ ");
        }
    }

    @Test
    void uidFetchTellsWhatHasGoneWithinItsSet() {
        try (Talk talk = enabled()) {
            List<String> lines = talk.ok("SELECT INBOX");
            String since = figure(lines, "HIGHESTMODSEQ");
            expunge(talk, "2:5");
            assertThat(talk.ok("UID FETCH 1:3 (FLAGS) (CHANGEDSINCE " + since + " VANISHED)"))
                    .containsExactly("* VANISHED (EARLIER) 2:3");
            assertThat(talk.ok("UID FETCH 1:* (FLAGS) (CHANGEDSINCE " + since + " VANISHED)"))
                    .containsExactly("* VANISHED (EARLIER) 2:5");
            assertThat(talk.end("UID FETCH 1:* (FLAGS) (VANISHED)")).startsWith("BAD");
            assertThat(talk.end("FETCH 1:* (FLAGS) (CHANGEDSINCE 1 VANISHED)")).startsWith("BAD");
        }
    }

    @Test
    void nothingOfItIsUnderstoodUnlessEnabled() {
        try (Talk talk = post.login("alice")) {
            assertThat(talk.end("SELECT INBOX (QRESYNC (1 1))")).startsWith("BAD");
            talk.ok("SELECT INBOX");
            assertThat(talk.end("UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1 VANISHED)"))
                    .startsWith("BAD");
        }
    }

    /** What goes between the numbers of a SELECT and its end is told by a later command. */
    @Test
    @Timeout(60)
    void numbersDoNotMoveWhileAMailboxIsSelected() throws Exception {
        AtomicBoolean ends = new AtomicBoolean();
        Thread other =
                new Thread(
                        () -> {
                            try (Talk talk = post.selected("INBOX")) {
                                while (!ends.get()) {
                                    post.fill("INBOX", "more");
                                    talk.ok("STORE 1:* +FLAGS.SILENT (\\Deleted)");
                                    talk.ok("EXPUNGE");
                                }
                            }
                        });
        other.start();
        try (Talk talk = enabled()) {
            String validity = figure(talk.ok("SELECT INBOX"), "UIDVALIDITY");
            for (int i = 0; i < 400; i++) {
                List<String> lines = talk.ok("SELECT INBOX (QRESYNC (" + validity + " 1))");
                assertThat(lines).noneMatch(l -> l.contains("EXPUNGE"));
                assertThat(lines).noneMatch(l -> l.matches("\\* VANISHED \\d.*"));
            }
        } finally {
            ends.set(true);
            other.join();
        }
    }
}
