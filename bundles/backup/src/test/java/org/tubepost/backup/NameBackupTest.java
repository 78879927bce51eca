// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreBackup.RestoreMode;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.TransferMonitor;

/** Incremental backups follow folders whose names change. */
class NameBackupTest extends TwoHomes {
    private final List<Path> files = new ArrayList<>();

    @BeforeEach
    void logIn() throws Exception {
        home.login("ann");
    }

    private void backup() throws Exception {
        Path file = temp.resolve("backup" + files.size());
        Optional<Path> since =
                files.isEmpty() ? Optional.empty() : Optional.of(files.get(files.size() - 1));
        home.backups.backup(MailSelection.ALL, file, since, Home.patient());
        files.add(file);
    }

    private void assertTheSameIsRestored() throws Exception {
        other.backups.restore(files, MailSelection.ALL, AS_IT_WAS, Home.patient());
        assertThat(other.everything()).isEqualTo(home.everything());
    }

    private void create(String... folders) throws Exception {
        for (String folder : folders) {
            home.create("ann", folder);
            home.append("ann", folder, "first in " + folder);
        }
    }

    private void rename(String from, String to) throws Exception {
        home.store.rename(Home.user("ann"), Home.box("ann", from), Home.box("ann", to));
    }

    private void delete(String folder) throws Exception {
        home.store.delete(Home.user("ann"), Home.box("ann", folder));
    }

    @Test
    void parentsThatARenameMadeHaveTheirUidValidity() throws Exception {
        create("Work");
        backup();
        create("A", "B", "C");
        rename("Work", "New/Parent/Work");
        backup();
        assertTheSameIsRestored();
    }

    @Test
    void aFolderGoesBelowAnotherThatTookItsName() throws Exception {
        create("A", "A/C");
        backup();
        rename("A", "T");
        create("A");
        rename("T", "A/B");
        backup();
        assertTheSameIsRestored();
    }

    @Test
    void aChildTakesTheNameOfItsParent() throws Exception {
        create("A", "A/B", "A/B/C");
        backup();
        rename("A/B", "T");
        delete("A");
        rename("T", "A");
        backup();
        assertTheSameIsRestored();
    }

    @Test
    void aFolderTakesTheNameThatOnlyHeldChildren() throws Exception {
        create("A", "A/B", "X");
        delete("A");
        backup();
        rename("A/B", "T");
        rename("X", "A");
        rename("T", "A/B");
        backup();
        assertTheSameIsRestored();
    }

    @Test
    void anOwnerWhoWasDeletedAndCameAgainHasOnlyNewMail() throws Exception {
        create("A");
        home.append("ann", "INBOX", "old");
        home.share("ann", "A", "bob", "lr");
        backup();
        home.store.deleteOwner(Identity.HOUSE, "ann");
        home.login("ann");
        home.append("ann", "INBOX", "new");
        backup();
        assertTheSameIsRestored();
        assertThat(other.contents("ann", "INBOX")).containsExactly("new");
    }

    @Test
    void anInboxThatGotAnotherUidValidityHasIt() throws Exception {
        create("A");
        backup();
        home.archive.restoreUidValidity(MailboxName.inbox("ann"), 4_711);
        home.append("ann", "INBOX", "of another server");
        backup();
        assertTheSameIsRestored();
    }

    @Test
    void aNameThatAnotherFolderKeepsIsNotTakenAndNothingStaysUnderANameInBetween()
            throws Exception {
        create("A", "A/B", "X");
        delete("A");
        backup();
        rename("A/B", "T");
        rename("X", "A");
        backup();
        TransferMonitor meanwhile =
                new TransferMonitor() {
                    @Override
                    public void at(String where, long messages, long octets) {
                        // The last folder of the first backup.
                        if (messages == 2 && !where.startsWith("checking")) {
                            try {
                                other.create("ann", "A/Mine");
                            } catch (Exception failed) {
                                throw new IllegalStateException(failed);
                            }
                        }
                    }

                    @Override
                    public boolean isStopped() {
                        return false;
                    }
                };
        assertThatThrownBy(
                        () -> other.backups.restore(files, MailSelection.ALL, AS_IT_WAS, meanwhile))
                .hasMessageContaining("another folder");
        assertThat(other.everything().keySet())
                .contains("user/ann/X ", "user/ann/A/Mine ")
                .noneMatch(name -> name.contains("Restoring."));
    }

    @RepeatedTest(12)
    void whateverHappensToNamesIsFollowed(RepetitionInfo seed) throws Exception {
        Random random = new Random(seed.getCurrentRepetition());
        for (int stream = 0; stream < 4; stream++) {
            for (int step = 0; step < 25; step++) {
                change(random);
            }
            backup();
        }
        assertTheSameIsRestored();
        try (Home again = new Home(temp.resolve("again"))) {
            boolean stopped = true;
            for (int run = 0; stopped; run++) {
                RestoreMode goOn = new RestoreMode(Optional.empty(), run > 0);
                stopped =
                        again.backups
                                .restore(
                                        files,
                                        MailSelection.ALL,
                                        goOn,
                                        Home.upTo(1 + random.nextInt(8)))
                                .stopped();
            }
            assertThat(again.everything()).isEqualTo(home.everything());
        }
    }

    private void change(Random random) throws Exception {
        List<MailboxName> there =
                home.store.list(Home.user("ann"), "ann").stream().map(MailboxInfo::name).toList();
        MailboxName some = there.get(random.nextInt(there.size()));
        String name = name(random);
        try {
            switch (random.nextInt(8)) {
                case 0, 1 -> home.create("ann", name);
                case 2, 3 -> rename(some.folder(), name);
                case 4 -> delete(some.folder());
                case 5 -> home.share("ann", some.folder(), "user" + random.nextInt(3), "lr");
                case 6 ->
                        home.note(
                                "ann",
                                Optional.of(some),
                                random.nextBoolean() ? "/shared/a" : "/private/b",
                                random.nextBoolean() ? "" : "value " + random.nextInt());
                default -> home.append("ann", some.folder(), "message " + random.nextInt());
            }
        } catch (StoreException refused) {
            // What may not be is refused here as it was there.
            assertThat(refused.code()).isNotEqualTo(StoreException.Code.CORRUPTION);
        }
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        for (int level = 1 + random.nextInt(3); level > 0; level--) {
            name.append(name.length() == 0 ? "" : "/").append((char) ('A' + random.nextInt(3)));
        }
        return name.toString();
    }
}
