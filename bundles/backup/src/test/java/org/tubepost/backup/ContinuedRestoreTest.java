// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreBackup.RestoreMode;
import org.tubepost.api.store.TransferMonitor;

/** Restores that go on where they were broken off, while people use the mailboxes. */
class ContinuedRestoreTest extends TwoHomes {
    private static final MailboxName WORK = Home.box("ann", "Work");

    @BeforeEach
    void shareWork() throws Exception {
        home.login("ann");
        home.create("ann", "Work");
        home.share("ann", "Work", "bob", "lr");
    }

    private void fill(String folder, int messages) throws Exception {
        for (int i = 1; i <= messages; i++) {
            home.append("ann", folder, folder + " message " + i + " " + "x".repeat(i));
        }
    }

    private static void restore(Home into, boolean goOn, TransferMonitor monitor, Path... files)
            throws Exception {
        into.backups.restore(
                List.of(files),
                MailSelection.ALL,
                new RestoreMode(Optional.empty(), goOn),
                monitor);
    }

    /** Has mail arrive after the first message, and stops after more. */
    private TransferMonitor arrivals(int mails, long most) {
        return new TransferMonitor() {
            private boolean done;
            private boolean stopped;

            @Override
            public void at(String where, long messages, long octets) {
                if (where.startsWith("checking")) {
                    return;
                }
                stopped = messages >= most;
                for (int i = 0; i < mails && !done; i++) {
                    try {
                        other.append("ann", "INBOX", "live " + i);
                    } catch (Exception failed) {
                        throw new IllegalStateException(failed);
                    }
                }
                done = true;
            }

            @Override
            public boolean isStopped() {
                return stopped;
            }
        };
    }

    @Test
    void whatHasNotComeBackComesThoughItsUidWasGivenToSomethingThatIsGone() throws Exception {
        fill("INBOX", 60);
        backup(full, null);
        restore(other, false, arrivals(3, 50), full);
        // Messages 1 to 50 have UIDs 4 to 53; the message with UID 52 has not come back.
        other.expunge("ann", "INBOX", 52L);
        restore(other, true, Home.patient(), full);
        List<String> expected = new ArrayList<>(home.contents("ann", "INBOX"));
        expected.addAll(List.of("live 0", "live 1", "live 2"));
        assertThat(other.contents("ann", "INBOX")).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void mailThatTookUidsAndIsGoneHidesNoMessage() throws Exception {
        fill("INBOX", 60);
        backup(full, null);
        restore(other, false, arrivals(3, 20), full);
        other.expunge("ann", "INBOX", 1L, 2L, 3L);
        restore(other, true, Home.patient(), full);
        assertThat(other.contents("ann", "INBOX"))
                .containsExactlyInAnyOrderElementsOf(home.contents("ann", "INBOX"));
    }

    @Test
    void messagesDeletedSinceTheBreakStayDeleted() throws Exception {
        fill("INBOX", 30);
        backup(full, null);
        restore(other, false, Home.upTo(20), full);
        other.expunge("ann", "INBOX", 7L, 20L);
        restore(other, true, Home.patient(), full);
        home.expunge("ann", "INBOX", 7L, 20L);
        assertThat(other.contents("ann", "INBOX")).isEqualTo(home.contents("ann", "INBOX"));
    }

    @Test
    void theStoreThatTheBackupIsOfKeepsItsRightsNamesSubscriptionsAndOwners() throws Exception {
        fill("Work", 3);
        home.login("carl");
        backup(full, null);
        home.store.deleteOwner(Identity.HOUSE, "carl");
        backup(next, full);
        home.login("carl");
        home.share("ann", "Work", "bob", "");
        home.note("ann", Optional.of(WORK), "/private/comment", "later");
        home.store.subscribe(Home.user("ann"), Home.box("ann", "Sent"), false);
        Map<String, String> before = home.everything();
        restore(home, true, Home.patient(), full, next);
        assertThat(home.everything()).isEqualTo(before);
    }

    @Test
    void aRestoreThatHasEndedDoesNotGoOn() throws Exception {
        fill("Work", 3);
        backup(full, null);
        restore(other, false, Home.patient(), full);
        other.share("ann", "Work", "bob", "");
        restore(other, true, Home.patient(), full);
        assertThat(other.rights(WORK)).isEmpty();
    }

    @Test
    void aRestoreOfMoreThanTheBrokenOneLeavesNothingOut() throws Exception {
        fill("INBOX", 3);
        fill("Work", 4);
        backup(full, null);
        home.append("ann", "Work", "fifth");
        home.append("ann", "Work", "sixth");
        backup(next, full);
        other.backups.restore(
                List.of(full, next),
                new MailSelection(Optional.of("ann"), Optional.of("Work"), Set.of()),
                new RestoreMode(Optional.empty(), false),
                Home.upTo(5));
        restore(other, true, Home.patient(), full, next);
        assertThat(other.contents("ann", "INBOX")).isEqualTo(home.contents("ann", "INBOX"));
        assertThat(other.contents("ann", "Work")).isEqualTo(home.contents("ann", "Work"));
    }

    @Test
    void anOwnerWhoCameAgainInALaterBackupKeepsWhatCameSinceTheBreak() throws Exception {
        fill("INBOX", 3);
        backup(full, null);
        home.store.deleteOwner(Identity.HOUSE, "ann");
        home.login("ann");
        home.append("ann", "INBOX", "new 1");
        home.append("ann", "Sent", "new 2");
        backup(next, full);
        restore(other, false, Home.upTo(4), full, next);
        other.append("ann", "INBOX", "live");
        restore(other, true, Home.patient(), full, next);
        assertThat(other.contents("ann", "INBOX")).containsExactly("new 1", "live");
        assertThat(other.contents("ann", "Sent")).containsExactly("new 2");
    }

    @Test
    void whatWasInAFolderThatWasDeletedDoesNotComeIntoItsSuccessor() throws Exception {
        fill("INBOX", 3);
        fill("Work", 4);
        backup(full, null);
        restore(other, false, Home.upTo(6), full);
        other.store.delete(Home.user("ann"), WORK);
        other.create("ann", "Work");
        other.append("ann", "Work", "new");
        restore(other, true, Home.patient(), full);
        assertThat(other.contents("ann", "Work")).containsExactly("new");
        assertThat(other.rights(WORK)).isEmpty();
    }

    @Test
    void aFolderThatCameBeforeItsTurnGetsWhatItLacks() throws Exception {
        fill("INBOX", 3);
        fill("Work", 4);
        backup(full, null);
        restore(other, false, Home.upTo(2), full);
        other.create("ann", "Work");
        other.append("ann", "Work", "new");
        restore(other, true, Home.patient(), full);
        assertThat(other.contents("ann", "Work")).hasSize(5).contains("new");
        assertThat(other.rights(WORK)).isEmpty();
    }

    @Test
    void rightsAndSubscriptionsOfLaterBackupsComeToAnOwnerWhoWasHalfBack() throws Exception {
        fill("INBOX", 3);
        fill("Work", 4);
        backup(full, null);
        home.share("ann", "Work", "bob", "lrs");
        home.store.rename(Home.user("ann"), WORK, Home.box("ann", "Play/Work"));
        home.store.subscribe(Home.user("ann"), Home.box("ann", "Play/Work"), true);
        home.append("ann", "Play/Work", "last");
        backup(next, full);
        for (int most : new int[] {1, 4, 7, 8}) {
            try (Home again = new Home(temp.resolve("again" + most))) {
                restore(again, false, Home.upTo(most), full, next);
                restore(again, true, Home.patient(), full, next);
                assertThat(again.everything()).as("after %d", most).isEqualTo(home.everything());
                assertThat(again.rights(Home.box("ann", "Play/Work")))
                        .containsEntry("bob", new AccessRights("lrs"));
            }
        }
    }
}
