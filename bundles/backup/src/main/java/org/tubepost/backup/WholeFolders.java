// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tubepost.backup.stream.BackupVisitor;
import org.tubepost.backup.stream.Basis;
import org.tubepost.backup.stream.Begin;
import org.tubepost.backup.stream.Catalogue;
import org.tubepost.backup.stream.FolderHead;

/** Finds what is whole in a backup that was broken off. */
final class WholeFolders implements BackupVisitor {
    private final Optional<Catalogue> base;
    private final Map<Long, Basis> mailboxes = new HashMap<>();
    private Begin first;
    private Begin begin;
    private Begin kept;
    private FolderHead folder;
    private long end;

    WholeFolders(Optional<Catalogue> base) {
        this.base = base;
    }

    @Override
    public void begin(Begin next) {
        first = first == null ? next : first;
        begin = next;
    }

    @Override
    public void folder(FolderHead head) {
        folder = head;
    }

    @Override
    public void folderEnd(long offset) {
        mailboxes.put(
                folder.mailbox(),
                new Basis(folder.uidValidity(), folder.uidNext(), folder.highestModSeq()));
        kept = begin;
        end = offset;
    }

    /** Refuses a file that is no backup, or was begun with another one before it. */
    void checkBasis(Path file) throws IOException {
        if (first == null) {
            throw new IOException(file + " has not even the beginning of a backup");
        }
        long given = base.map(b -> b.begin().position()).orElse(0L);
        if (first.since() != given) {
            throw new IOException(
                    file
                            + " was begun as a backup since position "
                            + first.since()
                            + ", and not since "
                            + given);
        }
    }

    /** Octets to keep. */
    long keptOctets() {
        return end;
    }

    /** What is in them, together with what was before. */
    Catalogue catalogue() {
        Catalogue all = new Catalogue(kept == null ? first : kept);
        base.ifPresent(all::addAll);
        mailboxes.forEach(all::add);
        return all;
    }
}
