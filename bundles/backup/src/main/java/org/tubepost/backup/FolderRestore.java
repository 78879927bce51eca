// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.backup.stream.FolderHead;
import org.tubepost.backup.stream.MessageHead;

/**
 * Puts the messages of one folder back. Exactly: with their UIDs, and with the changes that the
 * stream tells of messages that came before. Else only what the mailbox lacks, with new UIDs.
 */
final class FolderRestore implements AutoCloseable {
    private final FolderHead head;
    private final FolderFiller filler;
    private final StoreArchive archive;
    private final boolean exact;
    private final boolean sameUids;
    private final FlagOrder order = new FlagOrder();
    private MessageHead message;
    private IncomingMessage incoming;
    private long present;
    private long restored;
    private long octets;

    FolderRestore(FolderHead head, FolderFiller filler, StoreArchive archive, boolean exact) {
        this.head = head;
        this.filler = filler;
        this.archive = archive;
        this.sameUids = filler.mailbox().uidValidity() == head.uidValidity();
        // A mailbox that has gone on since has given UIDs of its own.
        this.exact = exact && sameUids && filler.uidNext() <= head.uidNext();
    }

    void expunged(List<long[]> ranges) throws IOException {
        if (!exact) {
            return;
        }
        List<Long> gone = new ArrayList<>();
        MailboxView view = filler.mailbox().view();
        for (long[] range : ranges) {
            int found = view.indexOf(range[0]);
            for (int i = found >= 0 ? found : -found - 1;
                    i < view.size() && view.get(i).uid() <= range[1];
                    i++) {
                gone.add(view.get(i).uid());
            }
        }
        if (!gone.isEmpty()) {
            FlagChange delete = new FlagChange(FlagChange.Action.ADD, Flags.of(Flags.DELETED));
            filler.mailbox().changeFlags(gone, delete, -1);
            filler.mailbox().expunge(Optional.of(gone));
        }
    }

    void message(MessageHead next) throws IOException {
        message = next;
        if (!next.hasContent()) {
            if (exact) {
                order.changed(next.uid(), next.modSeq(), next.flags());
            }
            return;
        }
        if (sameUids && filler.present().hasUid(next.uid())) {
            isThere(next);
        } else if (!exact || next.uid() >= filler.uidNext()) {
            incoming = filler.begin(next.size());
        }
        // Else somebody expunged it after an earlier part of this restore.
    }

    private void isThere(MessageHead next) {
        filler.present().take(next.uid(), next.size());
        present++;
        MailboxView view = filler.mailbox().view();
        int index = view.indexOf(next.uid());
        if (exact && index >= 0) {
            MessageRecord there = view.get(index);
            if (!there.flags().equals(next.flags())) {
                order.changed(next.uid(), next.modSeq(), next.flags());
            }
        }
    }

    void content(ByteBuffer piece) throws IOException {
        if (incoming != null) {
            incoming.write(piece);
        }
    }

    void contentEnd(byte[] sha256) throws IOException {
        if (incoming == null) {
            return;
        }
        if (!exact && filler.present().take(message.size(), sha256)) {
            present++;
            drop();
            return;
        }
        filler.add(
                incoming,
                exact ? message.uid() : 0,
                message.flags(),
                message.internalDate(),
                message.saved());
        incoming = null;
        restored++;
        octets += message.size();
        if (exact) {
            order.added(message.uid(), message.modSeq(), message.flags());
        }
    }

    /** Forgets a message whose content has not come whole. */
    void drop() {
        if (incoming != null) {
            incoming.close();
            incoming = null;
        }
    }

    /** All has come. */
    void end() throws IOException {
        flush();
        order.apply(archive, filler.target());
        if (exact) {
            archive.restoreUidNext(filler.target(), head.uidNext());
        }
    }

    /** No more comes; what did is put back. */
    void flush() throws IOException {
        drop();
        filler.flush();
    }

    /** Messages that were there. */
    long present() {
        return present;
    }

    /** Messages put back. */
    long restored() {
        return restored;
    }

    /** Octets of those. */
    long octets() {
        return octets;
    }

    @Override
    public void close() {
        drop();
        filler.close();
    }
}
