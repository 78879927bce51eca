// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Everything that is derived can be deleted on a stopped server. */
class DerivedIndexIT {

    @Test
    void foldersUidsFlagsAndModSeqsAreTheSameWithoutDerivedIndexes() throws Exception {
        try (Distribution server = new Distribution("home-index")) {
            server.start();
            Post post = new Post(server);
            for (int i = 0; i < 20; i++) {
                post.send("bob@example.com", "alice@example.com", "message " + i);
            }
            server.awaitEmptyQueue();
            change(post);
            String before = state(server);
            server.stop();
            assertThat(deleteDerived(server.home().resolve("data"))).isPositive();
            server.start();
            assertThat(state(server)).isEqualTo(before).contains("HIGHESTMODSEQ", "important");
        }
    }

    private static void change(Post post) throws Exception {
        try (Store store = post.store("imap", "alice", true);
                Folder inbox = store.getFolder("INBOX")) {
            Folder other = store.getFolder("Projects/Übersicht");
            assertThat(other.create(Folder.HOLDS_MESSAGES)).isTrue();
            inbox.open(Folder.READ_WRITE);
            inbox.copyMessages(inbox.getMessages(1, 5), other);
            inbox.getMessage(3).setFlag(Flags.Flag.DELETED, true);
            inbox.getMessage(4).setFlag(Flags.Flag.FLAGGED, true);
            inbox.getMessage(5).setFlags(new Flags("important"), true);
            inbox.expunge();
        }
    }

    /** What a client can see, word for word. */
    private static String state(Distribution server) throws IOException {
        String login = "a LOGIN alice@example.com " + Distribution.PASSWORD + "\r\n";
        return server.talk(
                        143,
                        login
                                + "b LIST \"\" * RETURN (STATUS (MESSAGES UIDNEXT UIDVALIDITY"
                                + " HIGHESTMODSEQ UNSEEN))\r\n"
                                + "c EXAMINE INBOX\r\n"
                                + "d UID FETCH 1:* (FLAGS MODSEQ INTERNALDATE RFC822.SIZE EMAILID)\r\n"
                                + "e EXAMINE Projects/&ANw-bersicht\r\n"
                                + "f UID FETCH 1:* (FLAGS MODSEQ INTERNALDATE EMAILID)\r\n"
                                + "g LOGOUT\r\n")
                .replaceAll("\\* \\d+ RECENT\r\n", "")
                .replace(" \\Recent", "")
                .replace("\\Recent", "");
    }

    /** Deletes the folders that docs/store.md and docs/partition-segments.md call derived. */
    private static int deleteDerived(Path data) throws IOException {
        int deleted = 0;
        for (String folder : List.of("store/index", "partition/primary/index")) {
            assertThat(data.resolve(folder)).isDirectory();
            Distribution.delete(data.resolve(folder));
            deleted++;
        }
        return deleted;
    }
}
