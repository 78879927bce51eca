// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts without their transfer encoding (RFC 3516). */
class BinaryTest {
    private static final String MESSAGE =
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                    + "--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\ncaf=E9=\r\n!\r\n"
                    + "--b\r\nContent-Type: application/octet-stream\r\n"
                    + "Content-Transfer-Encoding: base64\r\n\r\nAAECAwQ=\r\n"
                    + "--b\r\nContent-Transfer-Encoding: x-strange\r\n\r\n?\r\n"
                    + "--b--\r\n";

    @TempDir private Path dir;
    private Post post;
    private Talk talk;

    @BeforeEach
    void open() throws Exception {
        post = Post.open(dir);
        talk = post.login("alice");
        assertThat(talk.append("INBOX", MESSAGE)).startsWith("OK");
        talk.ok("SELECT INBOX");
    }

    @AfterEach
    void close() throws Exception {
        talk.close();
        post.close();
    }

    @Test
    void encodingsAreUndoneAndTheSizeIsOfWhatComesOut() {
        assertThat(talk.send("a FETCH 1 (BINARY.SIZE[1] BINARY.PEEK[1])\r\n"))
                .isEqualTo(
                        "* 1 FETCH (BINARY.SIZE[1] 5 BINARY[1] {5}\r\ncaf\u00e9!)\r\n"
                                + "a OK FETCH completed\r\n");
        assertThat(talk.send("a FETCH 1 (FLAGS)\r\n")).doesNotContain("Seen");
    }

    @Test
    void octetsThatNoOtherLiteralHoldsAreSentInALiteral8() {
        assertThat(talk.send("a FETCH 1 BINARY[2]\r\n"))
                .startsWith("* 1 FETCH (BINARY[2] ~{5}\r\n\0\1\2\3\4 FLAGS (\\Seen");
        assertThat(talk.send("a FETCH 1 BINARY.PEEK[2]<1.2>\r\n"))
                .startsWith("* 1 FETCH (BINARY[2]<1> {2}\r\n\1\2)");
    }

    @Test
    void whatCannotBeDecodedIsRefusedAndWhatIsNotThereIsNil() {
        assertThat(talk.end("FETCH 1 BINARY.PEEK[3]")).startsWith("NO [UNKNOWN-CTE]");
        assertThat(talk.end("FETCH 1 BINARY.SIZE[3]")).startsWith("NO [UNKNOWN-CTE]");
        assertThat(talk.ok("FETCH 1 (BINARY.PEEK[4])"))
                .containsExactly("* 1 FETCH (BINARY[4] NIL)");
        assertThat(talk.end("FETCH 1 BINARY[1.HEADER]")).startsWith("BAD");
    }

    @Test
    void messagesWithAnyOctetAreAppendedByALiteral8() {
        String message = "Subject: x\r\n\r\n\0\1";
        assertThat(talk.end("APPEND INBOX ~{" + message.length() + "+}\r\n" + message))
                .startsWith("OK [APPENDUID");
        assertThat(talk.send("a FETCH 2 BINARY.PEEK[1]\r\n")).contains("~{2}\r\n\0\1)");
    }
}
