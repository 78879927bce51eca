// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Being told of mailboxes without asking (RFC 5465). */
class NotifyTest {
    private static final String ARCHIVE = "\"Shared Folders/User/alice/Archive\"";

    @TempDir private Path dir;
    private Post post;
    private Talk talk;
    private Talk other;

    @BeforeEach
    void open() throws Exception {
        post = Post.open(dir);
        post.fill("INBOX", "one", "two");
        talk = post.selected("INBOX");
        other = post.selected("INBOX");
    }

    @AfterEach
    void close() throws Exception {
        talk.close();
        other.close();
        post.close();
    }

    @Test
    void mailboxesThatAreNotSelectedTellTheirFigures() throws Exception {
        talk.ok("NOTIFY SET (mailboxes Sent NONE) (personal (MessageNew MessageExpunge))");
        post.fill("Sent", "unseen");
        post.fill("Archive", "three");
        String heard = talk.await("STATUS \"Archive\" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY ");
        assertThat(heard).doesNotContain("Sent").doesNotContain("UNSEEN");
        talk.ok("NOTIFY NONE");
        post.fill("Archive", "four");
        assertThat(talk.ok("NOOP")).isEmpty();
    }

    @Test
    void theSelectedMailboxTellsAtOnceAndFetchesWhatIsNew() throws Exception {
        talk.ok("NOTIFY SET (selected (MessageNew (UID RFC822.SIZE) MessageExpunge FlagChange))");
        post.fill("INBOX", "three");
        assertThat(talk.await("* 3 FETCH (UID 3 RFC822.SIZE ")).contains("* 3 EXISTS");
        other.ok("STORE 1 +FLAGS (\\Deleted)");
        talk.await("* 1 FETCH (UID 1 FLAGS (\\Deleted");
        other.ok("EXPUNGE");
        talk.await("* 1 EXPUNGE");
    }

    @Test
    void whatIsNewIsFetchedOnceWhoeverTellsOfIt() throws Exception {
        talk.ok("NOTIFY SET (selected (MessageNew (UID) MessageExpunge))");
        String all = talk.send("a APPEND INBOX {6+}\r\nx: y\r\n\r\n") + talk.send("b NOOP\r\n");
        all += talk.heard();
        assertThat(all).contains("a OK ").contains("b OK ");
        assertThat(all.split("FETCH \\(UID 3\\)", -1)).hasSize(2);
    }

    @Test
    void annotationsThatChangeAreTheNamesOfTheirEntries() throws Exception {
        talk.ok("NOTIFY SET (personal (MailboxMetadataChange ServerMetadataChange))");
        other.ok("SETMETADATA INBOX (/private/comment \"x\" /shared/comment \"y\")");
        talk.await("* METADATA \"INBOX\" /private/comment /shared/comment");
        other.ok("SETMETADATA \"\" (/private/comment \"z\")");
        talk.await("* METADATA \"\" /private/comment");
    }

    @Test
    void privateAnnotationsOfOthersAreNotTold() throws Exception {
        talk.ok("CREATE Work");
        talk.ok("SETACL Work bob lr");
        talk.ok("NOTIFY SET (personal (MailboxMetadataChange))");
        try (Talk bob = post.login("bob")) {
            bob.ok("SETMETADATA \"Shared Folders/User/alice/Work\" (/private/comment \"b\")");
        }
        assertThat(talk.ok("NOOP")).isEmpty();
    }

    @Test
    void mailboxesOfOthersThatCannotBeSeenAreNotTold() throws Exception {
        talk.ok("CREATE Work");
        talk.ok("SETACL Work bob lr");
        try (Talk bob = post.login("bob")) {
            bob.ok(
                    "NOTIFY SET (subtree \"Shared Folders/User/alice/Work\""
                            + " (MailboxName MailboxMetadataChange))");
            talk.ok("CREATE Work/Open");
            bob.await("Work/Open");
            talk.ok("SETACL Work bob \"\"");
            talk.ok("CREATE Work/Secret");
            talk.ok("SETMETADATA Work/Secret (/shared/comment \"x\")");
            assertThat(String.join("\n", bob.ok("NOOP"))).doesNotContain("Secret");
        }
    }

    @Test
    void whatHappensInASharedMailboxDuringACommandIsToldBehindIt() throws Exception {
        post.fill("Archive", "a", "b", "c");
        talk.ok("SETACL Archive bob lr");
        CountingStore store = new CountingStore(post.store());
        store.register(post.framework());
        try (Talk bob = post.login("bob")) {
            bob.ok("SELECT " + ARCHIVE);
            bob.ok("NOTIFY SET (selected (MessageNew (UID) MessageExpunge))");
            store.after("content", () -> replace("2"));
            assertThat(bob.send("f FETCH 1:3 BINARY.PEEK[]\r\n"))
                    .containsSubsequence(
                            "\r\nf ", "* 2 EXPUNGE", "* 4 EXISTS", "* 3 FETCH (UID 4)", "(UID 5)");
        }
    }

    @Test
    void whatHappensWhileAClientComesBackIsToldBehindTheAnswer() throws Exception {
        // More than one step tells of.
        talk.send("m APPEND Archive" + " {6+}\r\nx: y\r\n".repeat(600) + "\r\n");
        talk.ok("SETACL Archive bob lr");
        CountingStore store = new CountingStore(post.store());
        store.register(post.framework());
        try (Talk bob = post.login("bob")) {
            bob.ok("ENABLE QRESYNC");
            bob.ok("NOTIFY SET (selected (MessageNew (UID) MessageExpunge))");
            String before = String.join("\n", bob.ok("SELECT " + ARCHIVE));
            String validity = before.replaceAll("(?s).*UIDVALIDITY (\\d+).*", "$1");
            store.after("expungedSince", () -> replace("1"));
            assertThat(bob.send("s SELECT " + ARCHIVE + " (QRESYNC (" + validity + " 1))\r\n"))
                    .containsSubsequence("\r\ns OK", "* VANISHED 1", "* 601 EXISTS", "(UID 602");
        }
    }

    /** Somebody else expunges a message of Archive, and two others come. */
    private void replace(String message) {
        other.ok("SELECT Archive");
        other.ok("STORE " + message + " +FLAGS.SILENT (\\Deleted)");
        other.ok("EXPUNGE");
        post.fill("Archive", "d", "e");
    }

    @Test
    void delayedExpungesWaitForACommand() throws Exception {
        talk.ok("NOTIFY SET (selected-delayed (MessageNew MessageExpunge))");
        other.ok("STORE 1 +FLAGS (\\Deleted)");
        talk.await("* 1 FETCH");
        other.ok("EXPUNGE");
        assertThat(talk.heard()).isEmpty();
        assertThat(talk.ok("NOOP")).contains("* 1 EXPUNGE");
    }

    @Test
    void namesAndSubscriptionsAreToldAsTheyChange() throws Exception {
        talk.ok("NOTIFY SET (personal (MailboxName SubscriptionChange MailboxMetadataChange))");
        other.ok("CREATE New");
        talk.await("* LIST () \"/\" \"New\"");
        other.ok("SUBSCRIBE New");
        talk.await("* LIST (\\Subscribed) \"/\" \"New\"");
        other.ok("SETMETADATA New (/private/comment \"x\")");
        talk.await("* METADATA \"New\"");
        other.ok("DELETE New");
        talk.await("* LIST (\\NonExistent \\Subscribed) \"/\" \"New\"");
    }

    @Test
    void figuresAreToldAtOnceWhenAskedFor() {
        assertThat(talk.ok("NOTIFY SET STATUS (personal (MessageNew MessageExpunge FlagChange))"))
                .anyMatch(l -> l.startsWith("* STATUS \"Sent\" (MESSAGES 0 "))
                .allMatch(l -> l.contains("UNSEEN"))
                .noneMatch(l -> l.contains("INBOX"));
    }

    @Test
    void incompleteAndUnknownEventsAreRefused() {
        assertThat(talk.end("NOTIFY SET (personal (MessageNew))")).startsWith("BAD");
        assertThat(talk.end("NOTIFY SET (personal (FlagChange))")).startsWith("BAD");
        assertThat(talk.end("NOTIFY SET (personal (Sunrise))")).startsWith("NO [BADEVENT (");
        assertThat(talk.end("NOTIFY SET (personal (MessageNew (UID) MessageExpunge))"))
                .startsWith("BAD");
        assertThat(talk.end("NOTIFY SET (mailboxes Sent)")).startsWith("BAD");
    }
}
