// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.backup.stream.BackupVisitor;
import org.tubepost.backup.stream.Begin;
import org.tubepost.backup.stream.FolderHead;
import org.tubepost.backup.stream.MessageHead;

/** Checks that streams follow each other, and counts what a restore would take from them. */
final class Chain implements BackupVisitor {
    private final MailSelection selection;
    private final boolean alone;
    private final TransferMonitor monitor;
    private Begin last;
    private FolderHead folder;
    private long folders;
    private long messages;
    private long octets;
    private boolean counts;

    /**
     * For one run.
     *
     * @param alone streams may come without those before them
     */
    Chain(MailSelection selection, boolean alone, TransferMonitor monitor) {
        this.selection = selection;
        this.alone = alone;
        this.monitor = monitor;
    }

    @Override
    public void begin(Begin begin) throws IOException {
        if (!alone && last == null && begin.since() != 0) {
            throw new IOException(
                    "this backup has only what changed since position "
                            + begin.since()
                            + "; give the full one before it");
        }
        if (last != null && !begin.storeId().equals(last.storeId())) {
            throw new IOException("the backups are of different stores");
        }
        if (!alone && last != null && begin.since() != last.position()) {
            throw new IOException(
                    "a backup since position "
                            + begin.since()
                            + " does not follow one of position "
                            + last.position());
        }
        last = begin;
    }

    @Override
    public void folder(FolderHead head) {
        folder = head;
        if (selection.has(head.name())) {
            folders++;
        }
    }

    @Override
    public void message(MessageHead message) throws IOException {
        counts =
                message.hasContent()
                        && selection.has(folder.name())
                        && selection.has(message.uid());
    }

    @Override
    public void content(ByteBuffer piece) {
        if (counts) {
            octets += piece.remaining();
        }
    }

    @Override
    public void contentEnd(byte[] sha256) throws IOException {
        if (counts) {
            messages++;
        }
        monitor.at("checking " + folder.name(), messages, octets);
        if (monitor.isStopped()) {
            throw new StoppedException();
        }
    }

    long folders() {
        return folders;
    }

    long messages() {
        return messages;
    }

    long octets() {
        return octets;
    }
}
