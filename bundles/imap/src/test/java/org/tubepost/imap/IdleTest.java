// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** IDLE (RFC 2177) of clients that do not read. */
class IdleTest {
    private static final int LIMIT = 2000;
    private static final int CHANGES = 300;

    @TempDir private Path dir;
    private Post post;
    private Talk talk;
    private Talk other;

    @BeforeEach
    void open() throws Exception {
        post = new Post(dir, Map.of("maxPendingOctets", LIMIT));
        post.fill("INBOX", "one", "two", "three");
        talk = post.selected("INBOX");
        other = post.selected("INBOX");
        assertThat(talk.send("i IDLE\r\n")).isEqualTo("+ Idling\r\n");
        talk.stopReading();
    }

    @AfterEach
    void close() throws Exception {
        talk.close();
        other.close();
        post.close();
    }

    private void change() {
        for (int i = 0; i < CHANGES; i++) {
            other.ok("STORE 1:3 " + (i % 2 == 0 ? "+" : "-") + "FLAGS.SILENT (\\Flagged)");
        }
        other.ok("STORE 2 +FLAGS.SILENT (\\Deleted)");
        other.ok("EXPUNGE");
        post.fill("INBOX", "four");
        other.ok("STORE 1 FLAGS.SILENT (\\Answered)");
    }

    @Test
    void whatWaitsForThemIsBoundedAndTheyAreToldTheNewestStateWhenTheyRead() throws Exception {
        change();
        assertThat(talk.unread()).isBetween(LIMIT + 1L, LIMIT + 500L);
        talk.readOn();
        assertThat(talk.await("* 1 FETCH (UID 1 FLAGS (\\Answered"))
                .contains("* 2 EXPUNGE\r\n* 3 EXISTS\r\n")
                .doesNotContain("OK IDLE");
        assertThat(talk.send("DONE\r\n")).isEqualTo("i OK IDLE completed\r\n");
    }

    @Test
    void doneIsTakenWhenTheyRead() throws Exception {
        change();
        talk.send("DONE\r\n");
        assertThat(talk.unread()).isLessThanOrEqualTo(LIMIT + 500L);
        talk.readOn();
        assertThat(talk.await("i OK IDLE completed\r\n"))
                .contains("* 3 EXISTS\r\n", "* 1 FETCH (UID 1 FLAGS (\\Answered")
                .endsWith("i OK IDLE completed\r\n");
        assertThat(talk.ok("NOOP")).isEmpty();
    }
}
