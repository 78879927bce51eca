// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Small additions: SAVEDATE (RFC 8514), PREVIEW (RFC 8970), APPENDLIMIT (RFC 7889), OBJECTID (RFC
 * 8474).
 */
class ItemsTest {
    @TempDir private Path dir;
    private Post post;
    private Talk talk;

    @BeforeEach
    void open() throws Exception {
        post = new Post(dir, Map.of("maxMessageOctets", 5000L));
        talk = post.login("alice");
    }

    @AfterEach
    void close() throws Exception {
        talk.close();
        post.close();
    }

    private String preview(String message) {
        talk.append("INBOX", message);
        talk.ok("SELECT INBOX");
        String line = talk.ok("FETCH * (PREVIEW (LAZY))").get(0);
        return line.substring(line.indexOf("PREVIEW ") + 8, line.length() - 1);
    }

    @Test
    void theSaveDateIsThatOfTheCopyNotOfTheArrival() {
        String message = "Subject: x\r\n\r\n";
        talk.append("INBOX \" 1-Jan-2001 00:00:00 +0000\"", message);
        talk.ok("SELECT INBOX");
        assertThat(talk.ok("FETCH 1 (SAVEDATE INTERNALDATE)").get(0))
                .contains("INTERNALDATE \"01-Jan-2001")
                .matches(".*SAVEDATE \"[ 0-9]\\d-\\w{3}-20[2-9]\\d .*");
        assertThat(talk.ok("SEARCH SAVEDSINCE 1-Jan-2020")).containsExactly("* SEARCH 1");
        assertThat(talk.ok("SEARCH SAVEDBEFORE 1-Jan-2020")).containsExactly("* SEARCH");
        assertThat(talk.ok("SEARCH SINCE 1-Jan-2020")).containsExactly("* SEARCH");
        assertThat(talk.ok("SEARCH SAVEDATESUPPORTED")).containsExactly("* SEARCH 1");
    }

    @Test
    void aPreviewIsTheFirstOwnWordsOnOneLine() {
        assertThat(preview("Subject: x\r\n\r\nHello\r\n\r\n  world\t!\r\n> quoted\r\n"))
                .isEqualTo("\"Hello world !\"");
        assertThat(preview("Subject: x\r\n\r\n> only quoted\r\n")).isEqualTo("\"> only quoted\"");
        assertThat(
                        preview(
                                "Content-Type: text/html\r\n\r\n<style>p {}</style><p>a&amp;b"
                                        + "<br>c</p>"))
                .isEqualTo("\"a&b c\"");
        assertThat(preview("Content-Type: image/png\r\n\r\nxx")).isEqualTo("\"\"");
        assertThat(preview("Subject: x\r\n\r\n" + "ab ".repeat(200))).hasSize(202);
    }

    @Test
    void previewsAreDecoded() {
        String message =
                "Content-Type: text/plain; charset=iso-8859-1\r\n"
                        + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                        + "caf=E9\r\n";
        talk.append("INBOX", message);
        talk.ok("SELECT INBOX");
        assertThat(talk.send("p FETCH * PREVIEW\r\n"))
                .startsWith("* 1 FETCH (PREVIEW {5}\r\ncaf\u00c3\u00a9)");
    }

    @Test
    void theLimitOfMessagesIsToldAndHeld() {
        assertThat(talk.ok("CAPABILITY").get(0)).contains(" APPENDLIMIT=5000");
        assertThat(talk.ok("STATUS INBOX (APPENDLIMIT)"))
                .containsExactly("* STATUS \"INBOX\" (APPENDLIMIT 5000)");
        assertThat(talk.end("APPEND INBOX {5001}")).startsWith("NO [TOOBIG]");
    }

    @Test
    void messagesAreFoundByTheirIdsAndHaveNoneOfAThread() {
        talk.append("INBOX", "Subject: one\r\n\r\n");
        talk.append("INBOX", "Subject: two\r\n\r\n");
        talk.ok("SELECT INBOX");
        String line = talk.ok("FETCH 2 (EMAILID THREADID)").get(0);
        assertThat(line).endsWith(" THREADID NIL)");
        String id = line.replaceAll(".*EMAILID \\((.*?)\\).*", "$1");
        assertThat(talk.ok("SEARCH EMAILID " + id)).containsExactly("* SEARCH 2");
        assertThat(talk.ok("SEARCH THREADID " + id)).containsExactly("* SEARCH");
        assertThat(talk.ok("SEARCH NOT THREADID x")).containsExactly("* SEARCH 1 2");
        assertThat(talk.ok("SEARCH OR THREADID x EMAILID " + id)).containsExactly("* SEARCH 2");
        assertThat(talk.ok("SEARCH ALL (THREADID x)")).containsExactly("* SEARCH");
        assertThat(talk.end("SEARCH THREADID")).startsWith("BAD");
        assertThat(talk.end("SEARCH THREADID x.y")).startsWith("BAD");
    }
}
