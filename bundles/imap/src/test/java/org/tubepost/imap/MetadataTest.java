// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Annotations of mailboxes and of the server (RFC 5464). */
class MetadataTest {
    @TempDir private Path dir;
    private Post post;
    private Talk talk;

    @BeforeEach
    void open() throws Exception {
        post =
                new Post(
                        dir,
                        Map.of("comment", "Post office", "administrator", "mailto:pm@example.com"));
        talk = post.login("alice");
    }

    @AfterEach
    void close() throws Exception {
        talk.close();
        post.close();
    }

    @Test
    void whatIsSetIsToldAndNilRemovesIt() {
        talk.ok("SETMETADATA INBOX (/private/comment \"mine\" /SHARED/Comment \"ours\")");
        assertThat(talk.ok("GETMETADATA INBOX (/shared/comment /private/comment)"))
                .containsExactly(
                        "* METADATA \"INBOX\" (/private/comment \"mine\" /shared/comment \"ours\")");
        talk.ok("SETMETADATA INBOX (/private/comment NIL)");
        assertThat(talk.ok("GETMETADATA INBOX /private/comment"))
                .containsExactly("* METADATA \"INBOX\" (/private/comment NIL)");
        talk.ok("SETMETADATA INBOX (/private/x ~{3+}\r\n\0\1\u00ff)");
        assertThat(talk.send("g GETMETADATA INBOX /private/x\r\n"))
                .startsWith("* METADATA \"INBOX\" (/private/x {3}\r\n\0\1\u00ff)\r\n");
    }

    @Test
    void depthAndSizeChooseEntries() {
        talk.ok("SETMETADATA INBOX (/private/v/a \"1\" /private/v/a/b \"22\" /private/v2 \"3\")");
        assertThat(talk.ok("GETMETADATA (DEPTH 1) INBOX /private/v"))
                .containsExactly("* METADATA \"INBOX\" (/private/v/a \"1\")");
        assertThat(talk.ok("GETMETADATA (DEPTH infinity) INBOX (/private/v)"))
                .containsExactly("* METADATA \"INBOX\" (/private/v/a \"1\" /private/v/a/b \"22\")");
        assertThat(talk.ok("GETMETADATA (DEPTH infinity) INBOX (/private /shared)"))
                .containsExactly(
                        "* METADATA \"INBOX\" (/private/v/a \"1\" /private/v/a/b \"22\""
                                + " /private/v2 \"3\")");
        assertThat(talk.end("SETMETADATA INBOX (/private \"1\")")).startsWith("BAD");
        assertThat(talk.ask("GETMETADATA (MAXSIZE 1 DEPTH infinity) INBOX /private/v"))
                .containsExactly(
                        "* METADATA \"INBOX\" (/private/v/a \"1\")",
                        "OK [METADATA LONGENTRIES 2] GETMETADATA completed");
    }

    @Test
    void privateEntriesAreSeenByWhoWroteThemOnly() {
        talk.ok("SETACL INBOX bob lrw");
        talk.ok("SETMETADATA INBOX (/private/comment \"alice\")");
        try (Talk bob = post.login("bob")) {
            String inbox = "\"Shared Folders/User/alice/INBOX\"";
            bob.ok("SETMETADATA " + inbox + " (/private/comment \"bob\" /shared/comment \"all\")");
            assertThat(bob.ok("GETMETADATA " + inbox + " /private/comment"))
                    .containsExactly("* METADATA " + inbox + " (/private/comment \"bob\")");
            talk.ok("SETACL INBOX bob lr");
            assertThat(bob.end("SETMETADATA " + inbox + " (/shared/comment \"x\")"))
                    .startsWith("NO [NOPERM]");
        }
        assertThat(talk.ok("GETMETADATA INBOX (/private/comment /shared/comment)"))
                .containsExactly(
                        "* METADATA \"INBOX\" (/private/comment \"alice\" /shared/comment \"all\")");
    }

    @Test
    void theServerTellsOfItselfAndKeepsNotesOfAUser() {
        assertThat(talk.ok("GETMETADATA \"\" (/shared/comment /shared/admin)"))
                .containsExactly(
                        "* METADATA \"\" (/shared/admin \"mailto:pm@example.com\""
                                + " /shared/comment \"Post office\")");
        talk.ok("SETMETADATA \"\" (/private/vendor/x \"y\")");
        assertThat(talk.ok("GETMETADATA \"\" /private/vendor/x"))
                .containsExactly("* METADATA \"\" (/private/vendor/x \"y\")");
        assertThat(talk.end("SETMETADATA \"\" (/shared/comment \"x\")")).startsWith("NO [NOPERM]");
    }

    @Test
    void limitsAndBrokenNamesAreRefused() {
        String large = "x".repeat(65_537);
        assertThat(talk.end("SETMETADATA INBOX (/private/x {65537+}\r\n" + large + ")"))
                .startsWith("BAD [TOOBIG]");
        assertThat(
                        talk.end(
                                "SETMETADATA INBOX (/private/x {65536+}\r\n"
                                        + large.substring(1)
                                        + ")"))
                .startsWith("OK");
        for (String name : new String[] {"comment", "/other/x", "/private//x", "/private/*"}) {
            assertThat(talk.end("SETMETADATA INBOX (\"" + name + "\" \"x\")")).startsWith("BAD");
        }
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 101; i++) {
            many.append(i == 0 ? "" : " ").append("/private/").append(i).append(" \"x\"");
        }
        assertThat(talk.end("SETMETADATA INBOX (" + many + ")"))
                .startsWith("NO [METADATA TOOMANY]");
        assertThat(talk.end("GETMETADATA None /private/x")).startsWith("NO [NONEXISTENT]");
    }
}
