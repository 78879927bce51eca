// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What IMAP4rev2 (RFC 9051) does otherwise than IMAP4rev1. */
class Rev2Test {
    @TempDir private Path dir;
    private Post post;
    private Talk talk;

    @BeforeEach
    void open() throws Exception {
        post = Post.open(dir);
        post.fill("INBOX", "one", "two");
        talk = post.login("alice");
        assertThat(talk.ok("ENABLE IMAP4rev2")).containsExactly("* ENABLED IMAP4rev2");
    }

    @AfterEach
    void close() throws Exception {
        talk.close();
        post.close();
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Test
    void selectTellsTheNameAndNothingOfRecentMessages() {
        List<String> lines = talk.ok("SELECT INBOX");
        assertThat(lines).contains("* LIST () \"/\" \"INBOX\"", "* 2 EXISTS");
        assertThat(lines).noneMatch(l -> l.contains("RECENT") || l.contains("UNSEEN"));
        assertThat(talk.ok("FETCH 1 FLAGS")).containsExactly("* 1 FETCH (FLAGS ())");
        assertThat(talk.ok("SELECT INBOX")).anyMatch(l -> l.startsWith("* OK [CLOSED]"));
    }

    @Test
    void searchesAreAnsweredByEsearch() {
        talk.ok("SELECT INBOX");
        assertThat(talk.send("s SEARCH SUBJECT two\r\n"))
                .startsWith("* ESEARCH (TAG \"s\") ALL 2\r\n");
        assertThat(talk.send("s UID SEARCH SUBJECT none\r\n"))
                .startsWith("* ESEARCH (TAG \"s\") UID\r\n");
    }

    @Test
    void mailboxNamesAreInUtf8() {
        String name = utf8("\"Entw\u00fcrfe & \u65e5\u672c\"");
        talk.ok("CREATE " + name);
        assertThat(talk.ok("LIST \"\" Entw*"))
                .containsExactly("* LIST (\\HasNoChildren) \"/\" " + name);
        assertThat(talk.ok("STATUS " + name + " (MESSAGES)"))
                .containsExactly("* STATUS " + name + " (MESSAGES 0)");
        try (Talk old = post.login("alice")) {
            assertThat(old.ok("LIST \"\" Entw*"))
                    .containsExactly("* LIST (\\HasNoChildren) \"/\" \"Entw&APw-rfe &- &ZeVnLA-\"");
        }
    }

    @Test
    void decomposedNamesAreTheSameAsComposedOnes() {
        talk.ok("CREATE " + utf8("\"u\u0308ber\""));
        assertThat(talk.ok("STATUS " + utf8("\"\u00fcber\"") + " (MESSAGES)")).hasSize(1);
    }

    @Test
    void statusCountsWhatIsToBeExpunged() {
        talk.ok("SELECT INBOX");
        talk.ok("STORE 2 +FLAGS (\\Deleted)");
        assertThat(talk.ok("STATUS INBOX (DELETED MESSAGES SIZE)").get(0))
                .startsWith("* STATUS \"INBOX\" (DELETED 1 MESSAGES 2 SIZE ");
    }

    @Test
    void utf8AcceptAloneChangesTheNamesOnly() {
        try (Talk other = post.login("alice")) {
            assertThat(other.ok("ENABLE UTF8=ACCEPT")).containsExactly("* ENABLED UTF8=ACCEPT");
            String name = utf8("\"\u00e9t\u00e9\"");
            other.ok("CREATE " + name);
            assertThat(other.ok("LIST \"\" *")).anyMatch(l -> l.endsWith(name));
            assertThat(other.ok("SELECT INBOX")).anyMatch(l -> l.endsWith("RECENT"));
        }
    }
}
