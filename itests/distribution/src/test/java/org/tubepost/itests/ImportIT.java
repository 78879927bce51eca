// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Mail of one user taken over by others: from our own IMAP server, and by way of a Maildir. */
@ExtendWith(DistributionExtension.class)
class ImportIT {
    private final Distribution server;

    @TempDir private Path directory;

    ImportIT(Distribution server) {
        this.server = server;
    }

    private static List<String> folder(ImapTalk imap) throws Exception {
        imap.ok("EXAMINE Moving/Gr&APY-n");
        List<String> lines = imap.ok("UID FETCH 1:* (UID FLAGS INTERNALDATE BODY.PEEK[])");
        return lines.stream()
                .filter(line -> line.startsWith("* ") && line.contains(" FETCH "))
                .map(line -> line.replaceFirst("\\\\Recent ?", "").replaceFirst(" \\)", ")"))
                .toList();
    }

    @Test
    void mailComesOverImapAndByMaildirWithUidsFlagsAndDates() throws Exception {
        List<String> expected;
        try (ImapTalk imap = new ImapTalk(server, "alice")) {
            imap.ok("CREATE Moving/Gr&APY-n");
            imap.ok("SUBSCRIBE Moving/Gr&APY-n");
            imap.append("Moving/Gr&APY-n", "", "a: gone\r\n\r\n");
            imap.append(
                    "Moving/Gr&APY-n",
                    "(\\Seen $Label) \"03-Feb-2020 04:05:06 +0100\" ",
                    "a: b\r\n\r\n" + "c".repeat(50_000) + "\r\n");
            imap.append("Moving/Gr&APY-n", "(\\Flagged) ", "d: e\r\n\r\nf\r\n");
            imap.ok("SELECT Moving/Gr&APY-n");
            imap.ok("STORE 1 +FLAGS (\\Deleted)");
            imap.ok("EXPUNGE");
            expected = folder(imap);
        }
        assertThat(expected).hasSize(2);
        Path password = Files.writeString(directory.resolve("password"), Distribution.PASSWORD);
        String[] command = {
            "store:import-imap",
            "--tls",
            "none",
            "--port",
            Integer.toString(server.port(143)),
            "--folder",
            "Moving*",
            "--password-file",
            password.toString(),
            "127.0.0.1",
            Post.user("alice"),
            Post.user("carol")
        };
        assertThat(server.shell(command)).contains("2 messages taken over");
        assertThat(server.shell(command)).contains("0 messages taken over");
        // What changes there comes over, unless somebody here had a hand in it.
        try (ImapTalk imap = new ImapTalk(server, "carol")) {
            imap.ok("SELECT Moving/Gr&APY-n");
            imap.ok("STORE 1 FLAGS (\\Draft)");
        }
        try (ImapTalk imap = new ImapTalk(server, "alice")) {
            imap.append("Moving/Gr&APY-n", "", "x: gone later\r\n\r\n");
            imap.ok("SELECT Moving/Gr&APY-n");
            imap.ok("STORE 1,2 FLAGS (\\Answered)");
        }
        assertThat(server.shell(command)).contains("1 message taken over", "1 got other flags");
        try (ImapTalk imap = new ImapTalk(server, "carol")) {
            assertThat(folder(imap))
                    .hasSize(3)
                    .anyMatch(line -> line.contains("UID 2 FLAGS (\\Draft)"))
                    .anyMatch(line -> line.contains("UID 3 FLAGS (\\Answered)"));
            imap.ok("SELECT Moving/Gr&APY-n");
            imap.ok("STORE 1 FLAGS (\\Seen $Label)");
        }
        try (ImapTalk imap = new ImapTalk(server, "alice")) {
            imap.ok("SELECT Moving/Gr&APY-n");
            imap.ok("STORE 1 FLAGS (\\Seen $Label)");
            imap.ok("STORE 2 FLAGS (\\Flagged)");
            imap.ok("STORE 3 +FLAGS (\\Deleted)");
            imap.ok("EXPUNGE");
        }
        List<String> following = new ArrayList<>(List.of(command));
        following.add(1, "--deletions");
        assertThat(server.shell(following.toArray(new String[0])))
                .contains("0 messages taken over", "1 got other flags", "1 removed");

        Path exported = directory.resolve("maildirs");
        String alice = Post.user("alice");
        server.shell(
                "store:export-maildir", "--user", alice, "--folder", "Moving", exported.toString());
        Path maildir = exported.resolve(alice);
        assertThat(server.shell("store:import-maildir", Post.user("bob"), maildir.toString()))
                .contains("2 messages taken over");
        for (String user : List.of("carol", "bob")) {
            try (ImapTalk imap = new ImapTalk(server, user)) {
                assertThat(folder(imap)).isEqualTo(expected);
                assertThat(imap.ok("LSUB \"\" Moving*").get(0)).contains("Gr&APY-n");
            }
        }
        server.shell("store:mailbox-delete", alice, "Moving/Grön");
    }
}
