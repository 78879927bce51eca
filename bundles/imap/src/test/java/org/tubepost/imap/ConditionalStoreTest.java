// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** STORE of what nobody has changed meanwhile (RFC 7162 section 3.1.3). */
class ConditionalStoreTest {
    private static final int DOUBLINGS = 15;

    @TempDir private Path dir;
    private Post post;
    private Talk talk;

    @BeforeEach
    void open() throws Exception {
        post = Post.open(dir);
        post.fill("INBOX", "one", "two");
        talk = post.selected("INBOX");
    }

    @AfterEach
    void close() throws Exception {
        talk.close();
        post.close();
    }

    private String highestModSeq() {
        return talk.ok("STATUS INBOX (HIGHESTMODSEQ)").get(0).replaceAll("\\D", "");
    }

    @Test
    void messagesThatOthersHaveChangedAreToldUnlessTheyAreGone() {
        talk.ok("COPY 1:2 INBOX");
        String before = highestModSeq();
        try (Talk other = post.selected("INBOX")) {
            other.ok("STORE 1,3 +FLAGS.SILENT (\\Deleted)");
            other.ok("STORE 4 +FLAGS.SILENT (\\Flagged)");
            other.ok("UID EXPUNGE 1");
        }
        List<String> lines =
                talk.ask("STORE 1:4 (UNCHANGEDSINCE " + before + ") +FLAGS.SILENT (\\Seen)");
        assertThat(lines).last().isEqualTo("OK [MODIFIED 3:4] STORE completed");
        assertThat(talk.ok("SEARCH SEEN")).containsExactly("* SEARCH 2");
    }

    /** It looks up what it has changed; going through all that for each message took seconds. */
    @Test
    void theTimeGrowsWithTheMessagesAndNotWithTheirSquare() {
        for (int i = 0; i < DOUBLINGS; i++) {
            talk.ok("COPY 1:* INBOX");
            talk.ok("NOOP");
        }
        long plain = nanos("STORE 1:* +FLAGS.SILENT (\\Seen)");
        long unchanged =
                nanos(
                        "STORE 1:* (UNCHANGEDSINCE "
                                + highestModSeq()
                                + ") +FLAGS.SILENT (\\Flagged)");
        assertThat(unchanged).isLessThan(4 * plain + 1_000_000_000L);
    }

    private long nanos(String command) {
        long begin = System.nanoTime();
        talk.ok(command);
        return System.nanoTime() - begin;
    }
}
