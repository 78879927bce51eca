// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Backups of the store and their restore (docs/backup.md). For administrators' tools. Files are on
 * the server's machine; a named pipe will do where nothing else is said.
 */
@ProviderType
public interface StoreBackup {

    /**
     * Writes a backup of one moment of the store, while mail goes on.
     *
     * @param selection what; without single messages
     * @param file not there yet, or empty, or a pipe
     * @param since file with the backup before, of the same selection: only what changed since is
     *     written
     * @throws IOException if the file cannot be written; what was written can be resumed
     */
    TransferReport backup(
            MailSelection selection, Path file, Optional<Path> since, TransferMonitor monitor)
            throws IOException;

    /**
     * Goes on with a backup that was broken off: cuts the file behind its last whole folder, keeps
     * what is whole, and adds what is missing or has changed meanwhile.
     *
     * @param file begun by {@link #backup}
     * @param since as given when it was begun
     */
    TransferReport resume(Path file, Optional<Path> since, TransferMonitor monitor)
            throws IOException;

    /**
     * Reads backups through without changing anything.
     *
     * @param files a full one and those that follow it
     * @return what a restore would put into an empty store, deletions aside
     * @throws IOException with the offset of what is wrong
     */
    TransferReport verify(List<Path> files, TransferMonitor monitor) throws IOException;

    /**
     * Puts mail back. Files are verified whole before anything is changed; from a pipe each folder
     * is put back as it comes, until something is wrong.
     *
     * @param files a full backup and those that follow it, in order
     * @param selection what to put back
     * @param how where, and what about mailboxes that are there
     */
    TransferReport restore(
            List<Path> files, MailSelection selection, RestoreMode how, TransferMonitor monitor)
            throws IOException;

    /**
     * How mail is put back. A folder that is not there comes back with its UIDVALIDITY, UIDs and
     * flags. Into one that is there go only those messages that it lacks.
     *
     * @param into folder below which all is put, with new UIDs; empty for the folders' own names
     * @param goOn a restore of the same files was broken off: owners and folders that it has made,
     *     as the store has noted, are this one's too
     */
    record RestoreMode(Optional<String> into, boolean goOn) {}
}
