// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreSnapshot.UidRange;
import org.tubepost.backup.stream.FolderHead;
import org.tubepost.backup.stream.MessageHead;

/**
 * Puts the messages of one folder back. Exactly: with their UIDs, and with the changes that the
 * stream tells of messages that came before. Else only what the mailbox lacks, with new UIDs. Mail
 * that arrives meanwhile stays as it is; the messages whose UIDs it took, and those behind, get new
 * ones.
 */
final class FolderRestore implements AutoCloseable {
    private final FolderHead head;
    private final FolderFiller filler;
    private final StoreArchive archive;
    private final KnownMessages known;
    private final Progress progress;
    private final boolean sameUids;
    private final boolean goesOn;
    private final boolean follows;
    private final boolean past;
    private final Set<Long> same = new HashSet<>();
    private final List<MessageHead> coming = new ArrayList<>();
    private boolean exact;
    private final FlagOrder order = new FlagOrder();
    private final WhoRead readers = new WhoRead();
    private MessageHead message;
    private IncomingMessage incoming;
    private long present;
    private long restored;
    private long octets;
    private long through;

    /** Told how far a folder has come back. */
    interface Progress {
        /** All messages up to this UID are the backup's. */
        void through(long uid) throws IOException;
    }

    /**
     * Begins a folder.
     *
     * @param known what earlier streams, or the same in an earlier part, have put back there
     * @param exact the restore has made the folder
     * @param past all has come back: it is only told what that was
     */
    FolderRestore(
            FolderHead head,
            FolderFiller filler,
            StoreArchive archive,
            KnownMessages known,
            boolean exact,
            boolean past,
            Progress progress) {
        this.head = head;
        this.filler = filler;
        this.archive = archive;
        this.known = known;
        this.past = past;
        this.progress = progress;
        this.sameUids = filler.mailbox().uidValidity() == head.uidValidity();
        this.goesOn = exact && sameUids && !known.isOwn();
        // A mailbox that has gone on since has given UIDs of its own.
        this.exact = exact && sameUids && filler.uidNext() <= head.uidNext();
        this.follows = exact && sameUids;
        filler.whenPlaced(this::placed);
    }

    void expunged(List<UidRange> ranges) throws IOException {
        if (!follows) {
            return;
        }
        List<Long> gone = new ArrayList<>();
        MailboxView view = filler.mailbox().view();
        for (UidRange range : ranges) {
            int found = view.indexOf(range.first());
            for (int i = found >= 0 ? found : -found - 1;
                    i < view.size() && view.get(i).uid() <= range.last();
                    i++) {
                if (known.has(view.get(i).uid())) {
                    gone.add(view.get(i).uid());
                }
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
            if (follows && known.has(next.uid())) {
                order.changed(next.uid(), next.modSeq(), next.flags());
            }
            return;
        }
        MailboxView view = filler.mailbox().view();
        int index = sameUids ? view.indexOf(next.uid()) : -1;
        if (index >= 0 && isSame(view.get(index), next)) {
            isThere(view.get(index), next);
            return;
        }
        if (past || index < 0 && sameUids && known.has(next.uid())) {
            // It was expunged after an earlier part of this restore, or by that part.
            return;
        }
        if (exact && next.uid() < view.uidNext()) {
            filler.flush();
            exact = false;
        }
        incoming = filler.begin(next.size());
    }

    /**
     * The UID alone says nothing: mail that arrived meanwhile may have it. Where some did, messages
     * of a part of this restore that was broken off have other UIDs, and are known by their octets.
     */
    private boolean isSame(MessageRecord there, MessageHead next) {
        return known.has(next.uid())
                || !known.isOwn()
                        && (exact || !goesOn)
                        && there.size() == next.size()
                        && there.internalDate().equals(next.internalDate())
                        && there.saved().equals(next.saved());
    }

    private void isThere(MessageRecord there, MessageHead next) {
        filler.present().take(next.uid(), next.size());
        same.add(next.uid());
        present++;
        if (follows && !there.flags().equals(next.flags())) {
            order.changed(next.uid(), next.modSeq(), next.flags());
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
        // In a mailbox of its own nothing stands for a message that comes: twins stay two.
        if (!exact && !known.isOwn() && filler.present().take(message.size(), sha256)) {
            present++;
            drop();
            return;
        }
        coming.add(message);
        IncomingMessage whole = incoming;
        incoming = null;
        filler.add(
                whole,
                exact ? message.uid() : 0,
                message.flags(),
                message.internalDate(),
                message.saved());
        restored++;
        octets += message.size();
    }

    private void placed(List<Long> uids) throws IOException {
        for (int i = 0; i < uids.size(); i++) {
            MessageHead put = coming.get(i);
            exact &= sameUids && uids.get(i) == put.uid();
            if (exact) {
                same.add(put.uid());
                order.added(put.uid(), put.modSeq(), put.flags());
            } else {
                readers.moved(put.uid(), uids.get(i));
            }
        }
        coming.clear();
        if (follows) {
            noteProgress();
        }
    }

    /** Stops before the first message that is not the backup's. */
    private void noteProgress() throws IOException {
        MailboxView view = filler.mailbox().view();
        int behind = view.indexOf(through + 1);
        long before = through;
        for (int i = behind >= 0 ? behind : -behind - 1; i < view.size(); i++) {
            long uid = view.get(i).uid();
            if (!known.has(uid) && !same.contains(uid)) {
                break;
            }
            through = uid;
        }
        if (through > before) {
            progress.through(through);
        }
    }

    /** Forgets a message whose content has not come whole. */
    void drop() {
        if (incoming != null) {
            incoming.close();
            incoming = null;
        }
    }

    void seen(String user, List<UidRange> ranges) {
        readers.add(user, ranges);
    }

    /**
     * All has come.
     *
     * @param withReaders what the stream says of who has read what is all
     */
    void end(boolean withReaders) throws IOException {
        flush();
        if (withReaders) {
            order.touched(
                    readers.apply(
                            archive,
                            filler.target(),
                            filler.mailbox().view(),
                            uid -> follows && (same.contains(uid) || known.has(uid))));
        }
        order.apply(archive, filler.target());
        if (exact) {
            archive.restoreUidNext(filler.target(), head.uidNext());
        }
        known.streamEnded(filler.mailbox().view(), same);
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
