// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States of a session and what one session learns of another (RFC 3501). */
class SessionTest {
    @TempDir private Path dir;
    private Post post;

    @BeforeEach
    void open() throws Exception {
        post = Post.open(dir);
        post.fill("INBOX", "one", "two", "three");
    }

    @AfterEach
    void close() throws Exception {
        post.close();
    }

    @Test
    void commandsAreRefusedInAStateThatDoesNotAllowThem() {
        try (Talk talk = post.connect()) {
            assertThat(talk.end("SELECT INBOX")).startsWith("BAD");
            talk.ok("LOGIN alice secret");
            assertThat(talk.end("FETCH 1 FLAGS")).startsWith("BAD");
            assertThat(talk.end("LOGIN alice secret")).startsWith("BAD");
        }
    }

    @Test
    void expungesOfOthersAreToldWhenNumbersMayMove() {
        try (Talk one = post.selected("INBOX");
                Talk other = post.selected("INBOX")) {
            other.ok("STORE 1 +FLAGS (\\Deleted)");
            other.ok("EXPUNGE");
            assertThat(one.ok("FETCH 2 FLAGS")).noneMatch(l -> l.contains("EXPUNGE"));
            assertThat(one.ok("NOOP")).contains("* 1 EXPUNGE");
            assertThat(one.ok("NOOP")).isEmpty();
        }
    }

    @Test
    void aMailboxThatIsIdleTellsOfArrivals() throws Exception {
        try (Talk talk = post.selected("INBOX")) {
            assertThat(talk.send("i IDLE\r\n")).isEqualTo("+ Idling\r\n");
            post.fill("INBOX", "four");
            assertThat(talk.await("* 4 EXISTS")).contains("* 4 EXISTS");
            assertThat(talk.send("DONE\r\n")).endsWith("i OK IDLE completed\r\n");
        }
    }

    /** The gaps between what is gone do not matter: each is told, the last first. */
    @Test
    void everyMessageThatIsGoneIsTold() throws Exception {
        post.fill("INBOX", "four", "five", "six", "seven");
        try (Talk one = post.selected("INBOX");
                Talk other = post.selected("INBOX")) {
            other.ok("STORE 1,3,6,7 +FLAGS.SILENT (\\Deleted)");
            other.ok("EXPUNGE");
            assertThat(one.ok("NOOP"))
                    .containsExactly("* 7 EXPUNGE", "* 6 EXPUNGE", "* 3 EXPUNGE", "* 1 EXPUNGE");
            assertThat(one.ok("FETCH 1:* UID"))
                    .containsExactly("* 1 FETCH (UID 2)", "* 2 FETCH (UID 4)", "* 3 FETCH (UID 5)");
        }
    }

    /** Who only looks leaves messages recent for others, and still counts each once. */
    @Test
    void recentMessagesAreCountedOnceForWhoOnlyLooks() throws Exception {
        try (Talk one = post.connect()) {
            one.ok("LOGIN alice secret");
            assertThat(one.ok("EXAMINE INBOX")).contains("* 3 RECENT");
            post.fill("INBOX", "four");
            assertThat(one.ok("NOOP")).contains("* 4 EXISTS", "* 4 RECENT");
            try (Talk other = post.selected("INBOX")) {
                post.fill("INBOX", "five");
                assertThat(one.ok("NOOP")).contains("* 5 EXISTS", "* 5 RECENT");
            }
        }
    }

    /** A silent STORE says nothing of its own change, but does of what others did before it. */
    @Test
    void silentStoreDoesNotHideChangesOfOthers() {
        try (Talk one = post.selected("INBOX");
                Talk other = post.selected("INBOX")) {
            other.ok("STORE 2 +FLAGS (\\Flagged)");
            assertThat(one.ok("STORE 1:2 +FLAGS.SILENT (\\Answered)"))
                    .noneMatch(l -> l.startsWith("* 1 FETCH"))
                    .anyMatch(l -> l.matches("\\* 2 FETCH .*Answered \\\\Flagged.*"));
            assertThat(one.ok("STORE 2 -FLAGS.SILENT (\\Answered)")).isEmpty();
        }
    }

    /** The same while expunges hold back what else there is to tell. */
    @Test
    void silentStoreDoesNotHideChangesThatWaitForAnExpunge() {
        try (Talk one = post.selected("INBOX");
                Talk other = post.selected("INBOX")) {
            other.ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
            other.ok("EXPUNGE");
            other.ok("STORE 1 +FLAGS (\\Flagged)");
            assertThat(one.ok("STORE 2:3 +FLAGS.SILENT (\\Answered)"))
                    .containsExactly("* 2 FETCH (UID 2 FLAGS (\\Answered \\Flagged \\Recent))");
            assertThat(one.ok("STORE 2:3 +FLAGS.SILENT (\\Draft)")).isEmpty();
            assertThat(one.ok("NOOP")).containsExactly("* 1 EXPUNGE");
        }
    }

    /** A message that has gone and still has its number is what the client was told last. */
    @Test
    void goneMessagesDoNotFallBackToAnEarlierState() {
        try (Talk one = post.selected("INBOX");
                Talk other = post.selected("INBOX")) {
            other.ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
            other.ok("EXPUNGE");
            one.ok("STORE 2 +FLAGS.SILENT (\\Flagged \\Deleted)");
            other.ok("EXPUNGE");
            assertThat(one.ok("FETCH 2 (FLAGS)"))
                    .containsExactly("* 2 FETCH (FLAGS (\\Deleted \\Flagged \\Recent))");
        }
    }
}
