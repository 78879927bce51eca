// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions without message numbers (RFC 9586), and stretches of results (RFC 9394). */
class UidOnlyTest {
    @TempDir private Path dir;
    private Post post;
    private Talk talk;

    @BeforeEach
    void open() throws Exception {
        post = Post.open(dir);
        post.fill("INBOX", "one", "two", "three", "four", "five");
        talk = post.login("alice");
        talk.ok("SELECT INBOX");
    }

    @AfterEach
    void close() throws Exception {
        talk.close();
        post.close();
    }

    @Test
    void messagesAreToldByTheirUids() {
        talk.ok("UID STORE 1:2 +FLAGS.SILENT (\\Deleted)");
        talk.ok("UID EXPUNGE 1:2");
        talk.ok("ENABLE UIDONLY");
        assertThat(talk.ok("UID FETCH 3:* (UID RFC822.SIZE)").get(0))
                .startsWith("* 3 UIDFETCH (RFC822.SIZE ");
        assertThat(talk.ok("UID STORE 4 +FLAGS (\\Deleted)").get(0))
                .startsWith("* 4 UIDFETCH (FLAGS (");
        assertThat(talk.ok("EXPUNGE")).containsExactly("* VANISHED 4");
    }

    /** The UID is said twice rather than nothing behind it: an answer has at least one item. */
    @Test
    void theUidAloneIsAnItem() {
        talk.ok("ENABLE UIDONLY");
        assertThat(talk.ok("UID FETCH 1:2 (UID)"))
                .containsExactly("* 1 UIDFETCH (UID 1)", "* 2 UIDFETCH (UID 2)");
        assertThat(talk.ok("UID FETCH 5 UID")).containsExactly("* 5 UIDFETCH (UID 5)");
        assertThat(talk.ok("UID FETCH 5 (UID) (CHANGEDSINCE 1)").get(0))
                .startsWith("* 5 UIDFETCH (MODSEQ (");
    }

    @Test
    void messageNumbersAreRefused() {
        talk.ok("ENABLE UIDONLY");
        for (String command :
                List.of(
                        "FETCH 1 FLAGS",
                        "STORE 1 +FLAGS (\\Seen)",
                        "COPY 1 Archive",
                        "MOVE 1 Archive",
                        "SEARCH ALL",
                        "SORT (DATE) UTF-8 ALL",
                        "UID SEARCH 1:2")) {
            assertThat(talk.end(command)).as(command).startsWith("BAD [UIDREQUIRED]");
        }
        assertThat(talk.ok("UID SEARCH UID 1:2")).containsExactly("* SEARCH 1 2");
    }

    @Test
    void stretchesAreCountedFromEitherEnd() {
        String begin = "* ESEARCH (TAG \"s\") UID PARTIAL ";
        assertThat(talk.send("s UID SEARCH RETURN (PARTIAL 2:3) ALL\r\n"))
                .startsWith(begin + "(2:3 2:3)\r\n");
        assertThat(talk.send("s UID SEARCH RETURN (PARTIAL -1:-2 COUNT) ALL\r\n"))
                .startsWith(begin + "(-1:-2 4:5) COUNT 5\r\n");
        assertThat(talk.send("s UID SEARCH RETURN (PARTIAL 9:12) ALL\r\n"))
                .startsWith(begin + "(9:12 NIL)\r\n");
        assertThat(talk.end("UID SEARCH RETURN (PARTIAL 1:2 ALL) ALL")).startsWith("BAD");
        assertThat(talk.end("UID SEARCH RETURN (PARTIAL -1:2) ALL")).startsWith("BAD");
    }

    @Test
    void fetchGivesAStretchOfItsMessages() {
        assertThat(talk.ok("UID FETCH 2:* (UID) (PARTIAL -1:-2)"))
                .containsExactly("* 4 FETCH (UID 4)", "* 5 FETCH (UID 5)");
        assertThat(talk.ok("UID FETCH 1:* (UID) (PARTIAL 5:9)"))
                .containsExactly("* 5 FETCH (UID 5)");
        assertThat(talk.end("FETCH 1:* (UID) (PARTIAL 1:2)")).startsWith("BAD");
    }
}
