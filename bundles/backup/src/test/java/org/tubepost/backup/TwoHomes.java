// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.StoreBackup.RestoreMode;
import org.tubepost.api.store.TransferReport;

/** A home that is backed up, another in which backups are restored, and files for them. */
abstract class TwoHomes {
    static final RestoreMode AS_IT_WAS = new RestoreMode(Optional.empty(), false);

    @TempDir Path temp;
    Home home;
    Home other;
    Path full;
    Path next;

    @BeforeEach
    void openHomes() throws Exception {
        home = new Home(temp.resolve("home"));
        other = new Home(temp.resolve("other"));
        full = temp.resolve("full.backup");
        next = temp.resolve("next.backup");
    }

    @AfterEach
    void closeHomes() throws Exception {
        home.close();
        other.close();
    }

    /**
     * Backs up everything at home.
     *
     * @param since an earlier backup to follow; null for a full one
     */
    TransferReport backup(Path file, Path since) throws IOException {
        return home.backups.backup(
                MailSelection.ALL, file, Optional.ofNullable(since), Home.patient());
    }

    /** Brings everything back in the other home. */
    TransferReport restore(Path... files) throws IOException {
        return restore(other, MailSelection.ALL, AS_IT_WAS, files);
    }

    static TransferReport restore(
            Home into, MailSelection selection, RestoreMode mode, Path... files)
            throws IOException {
        return into.backups.restore(List.of(files), selection, mode, Home.patient());
    }
}
