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
}
