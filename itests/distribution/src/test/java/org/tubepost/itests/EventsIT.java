// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A handler of another bundle sees on the event bus what mail programs do, and what expires. */
@ExtendWith(DistributionExtension.class)
class EventsIT {
    private static final String MAILBOX = "mailboxName=user/carol@example.com/";

    private final Distribution server;
    private final Path log;

    EventsIT(Distribution server) {
        this.server = server;
        this.log = server.home().resolve("data/events.log");
    }

    @Test
    void handlerIsDroppedInAndSeesWhatHappens() throws Exception {
        Path dropped = PlugIn.build("handler", "org.example.audit-1.0.0.jar").drop(server);
        Post post = new Post(server);
        Distribution.await(
                Duration.ofSeconds(30),
                "the handler sees logins",
                () -> {
                    post.subjects("carol");
                    return Files.exists(log) && seen("Login", "userid=carol@example.com");
                });
        post.send("a@b.test", "carol@example.com", "an event");
        await("MessageNew", MAILBOX + "INBOX", "evtType=NewMsg", "size=");
        try (ImapTalk imap = new ImapTalk(server, "carol")) {
            imap.ok("CREATE Events");
            long uid = imap.append("Events", "", "Subject: x\r\n\r\ny");
            imap.ok("SELECT Events");
            imap.ok("UID STORE " + uid + " +FLAGS (\\Seen)");
            imap.ok("UID STORE " + uid + " +FLAGS (\\Deleted)");
            imap.ok("EXPUNGE");
            await("MailboxCreate", MAILBOX + "Events");
            await("MessageAppend", MAILBOX + "Events", "imapUid=" + uid, "size=15");
            await("MessageRead", MAILBOX + "Events", "imapUid=" + uid, "numSeen=1");
            await("MessageTrash", MAILBOX + "Events", "evtType=TrashMsg");
            await("MessageExpunge", MAILBOX + "Events", "lastUid=" + uid, "numMsgs=0");
            imap.ok("LOGOUT");
        }
        await("Logout", "userid=carol@example.com", "client=127.0.0.1");
        expiry();
        Files.delete(dropped);
    }

    private void expiry() throws Exception {
        try (ImapTalk imap = new ImapTalk(server, "carol")) {
            imap.append("Events", "\"01-Jan-2020 00:00:00 +0000\" ", "Subject: old\r\n\r\ny");
            long kept = imap.append("Events", "", "Subject: new\r\n\r\ny");
            imap.ok("SELECT Events");
            Path other = Files.createDirectories(server.home().resolve("trial"));
            Path rules = other.resolve("store.expirerule");
            Files.writeString(rules, "R.folderpattern: user/*/Events\nR.mesagedays: 30\n");
            assertThat(server.tryShell("store:expire --rules " + rules).output())
                    .contains("store.expirerule:2:3: error: rule R: unknown attribute");
            Files.writeString(rules, "R.folderpattern: user/*/Events\nR.messagedays: 30\n");
            assertThat(server.shell("store:expire --dry-run --verbose --rules " + rules))
                    .contains("discard R")
                    .contains("2 messages in 1 folders: 1 would be discarded (17 octets)");
            Files.copy(
                    rules,
                    server.home().resolve("etc").resolve("store.expirerule"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            server.shell("mta:reload");
            assertThat(server.shell("store:expire --owner carol@example.com"))
                    .contains(": 1 discarded (17 octets)");
            assertThat(imap.ok("NOOP")).contains("* 1 EXPUNGE");
            assertThat(imap.ok("UID SEARCH ALL").get(0)).endsWith(" " + kept);
        }
        await("MessageExpire", MAILBOX + "Events", "evtType=PurgeMsg");
    }

    private void await(String type, String... parts) throws Exception {
        Distribution.await(Duration.ofSeconds(20), type, () -> seen(type, parts));
    }

    private boolean seen(String type, String... parts) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(l -> l.startsWith("org/tubepost/event/" + type + " "))
                .anyMatch(l -> List.of(parts).stream().allMatch(l::contains));
    }
}
