// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Backup while mail comes in, restore on an empty home; IMAP sees no difference. */
class BackupIT {
    private static final List<String> USERS = List.of("alice", "bob", "carol");
    private static final Pattern LISTED = Pattern.compile("\\* LIST \\(.*\\) \"/\" (.*)");

    @Test
    void anEmptyHomeIsTheSameAfterABackupUnderLoadAndAnIncrementalOne() throws Exception {
        try (Distribution server = new Distribution("home-backup");
                Distribution empty = new Distribution("home-restore")) {
            server.start();
            prepare(server);
            Path full = server.home().resolve("full.backup");
            Path later = server.home().resolve("later.backup");
            Load load = new Load(server, 10, Integer.MAX_VALUE);
            load.start();
            Distribution.await(
                    Duration.ofSeconds(60), "mail comes in", () -> load.acknowledged().size() > 50);
            assertThat(server.shell("store:backup " + full)).contains("written");
            assertThat(load.isRunning()).isTrue();
            load.stop();
            server.awaitEmptyQueue();
            change(server);
            assertThat(server.shell("store:backup --since " + full + " " + later))
                    .contains("written");
            Map<String, List<String>> expected = mail(server);
            assertThat(server.tryShell("store:restore " + later).output())
                    .contains("give the full one before it");
            server.stop();

            empty.start();
            assertThat(empty.shell("store:restore " + full + " " + later)).contains("restored");
            assertThat(mail(empty)).isEqualTo(expected);
            assertThat(expected.toString()).contains("bob's", "for all", "of the account", "carol");
            Post post = new Post(empty);
            post.send("a@b.test", "alice@example.com", "after the restore");
            post.await("alice", "after the restore");
        }
    }

    private static void prepare(Distribution server) throws IOException {
        try (ImapTalk imap = new ImapTalk(server, "alice")) {
            imap.ok("CREATE Work/Deep/Gr&APY-n");
            imap.ok("SUBSCRIBE Work/Deep/Gr&APY-n");
            imap.ok("DELETE Work/Deep");
            imap.append(
                    "Work/Deep/Gr&APY-n",
                    "(\\Seen $Label) \"03-Feb-2020 04:05:06 +0100\" ",
                    "a: b\r\n\r\nc");
            imap.append("Sent", "(\\Answered) ", "d: e\r\n\r\n" + "f".repeat(600_000));
            imap.ok("SETACL Work/Deep/Gr&APY-n bob@example.com lrswite");
            imap.ok("SETACL Work/Deep/Gr&APY-n -bob@example.com te");
            imap.ok("SETACL Work/Deep anyone lr");
            imap.ok("SETMETADATA Work/Deep/Gr&APY-n (/shared/comment \"for all\")");
            imap.ok("SETMETADATA Sent (/private/comment \"mine\" /shared/comment \"gone\")");
            imap.ok("SETMETADATA \"\" (/private/vendor/x/y \"of the account\")");
        }
        try (ImapTalk imap = new ImapTalk(server, "bob")) {
            String shared = "\"Shared Folders/User/alice@example.com/Work/Deep/Gr&APY-n\"";
            imap.ok("SETMETADATA " + shared + " (/private/comment \"bob's\")");
            imap.ok("SUBSCRIBE " + shared);
        }
    }

    private static void change(Distribution server) throws IOException {
        try (ImapTalk imap = new ImapTalk(server, "alice")) {
            imap.ok("RENAME Work Play");
            imap.ok("SETACL Play/Deep/Gr&APY-n carol@example.com lr");
            imap.ok("SETACL Play/Deep anyone l");
            imap.ok("SETMETADATA Sent (/shared/comment NIL)");
            imap.ok("SELECT INBOX");
            imap.ok("STORE 1:3 +FLAGS (\\Deleted)");
            imap.ok("EXPUNGE");
            imap.ok("STORE 1:2 +FLAGS (\\Flagged later)");
        }
    }

    /** Everything that the users see over IMAP. */
    private static Map<String, List<String>> mail(Distribution server) throws IOException {
        Map<String, List<String>> all = new TreeMap<>();
        for (String user : USERS) {
            try (ImapTalk imap = new ImapTalk(server, user)) {
                List<String> folders = imap.ok("LIST \"\" *");
                all.put(user, folders);
                all.put(user + " subscribed", imap.ok("LSUB \"\" *"));
                all.put(
                        user + " noted",
                        imap.ok("GETMETADATA (DEPTH infinity) \"\" (/private/vendor)"));
                for (String line : folders) {
                    Matcher listed = LISTED.matcher(line);
                    if (listed.matches() && !line.toLowerCase(Locale.ROOT).contains("\\noselect")) {
                        all.put(user + " " + listed.group(1), messages(imap, listed.group(1)));
                    }
                    if (listed.matches()) {
                        all.put(user + " and " + listed.group(1), said(imap, listed.group(1)));
                    }
                }
            }
        }
        return all;
    }

    /** Rights on a folder and annotations, as a user sees them; tags differ from run to run. */
    private static List<String> said(ImapTalk imap, String folder) throws IOException {
        List<String> all = new ArrayList<>(imap.command("MYRIGHTS " + folder));
        all.addAll(imap.command("GETACL " + folder));
        all.addAll(
                imap.command(
                        "GETMETADATA (DEPTH infinity) "
                                + folder
                                + " (/private/comment /shared/comment)"));
        all.removeIf(line -> !line.startsWith("* "));
        return all;
    }

    private static List<String> messages(ImapTalk imap, String folder) throws IOException {
        List<String> validity = imap.ok("STATUS " + folder + " (UIDVALIDITY MESSAGES UNSEEN)");
        imap.ok("EXAMINE " + folder);
        List<String> messages =
                imap.ok("UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])");
        List<String> all = new ArrayList<>(validity);
        all.addAll(messages);
        all.removeIf(line -> !line.startsWith("* "));
        // Recent is about sessions, and no flag of a message.
        all.replaceAll(line -> line.replaceFirst("\\\\Recent ?", "").replaceFirst(" \\)", ")"));
        return all;
    }
}
