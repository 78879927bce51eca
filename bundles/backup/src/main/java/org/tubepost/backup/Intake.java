// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.api.store.TransferReport;

/** Takes mail of other programs into one user's folders, leaving out what those have already. */
final class Intake implements AutoCloseable {
    private static final int PIECE = 1 << 16;

    private final MessageStore store;
    private final StoreArchive archive;
    private final Identity user;
    private final Optional<String> into;
    private final TransferMonitor monitor;
    private final List<String> problems = new ArrayList<>();
    private final byte[] piece = new byte[PIECE];
    private FolderFiller filler;
    private Placed placed = (theirs, ours) -> {};
    private final List<Came> waiting = new ArrayList<>();
    private boolean keepsUids;
    private long uidNext;
    private long lastUid;
    private long folders;
    private long messages;
    private long octets;
    private long present;
    private long updated;
    private long removed;

    /**
     * For one user, whose folders are made if there are none.
     *
     * @param into folder above all others; empty for none
     */
    Intake(
            MessageStore store,
            StoreArchive archive,
            String user,
            Optional<String> into,
            TransferMonitor monitor)
            throws StoreException {
        this.store = store;
        this.archive = archive;
        this.user = new Identity(user, user, true, Optional.empty());
        this.into = into;
        this.monitor = monitor;
        store.list(this.user, user);
    }

    /** What the next messages go into; made if it is not there. */
    void folder(SourceFolder source) throws IOException {
        folder(source, target -> uid -> true);
    }

    /**
     * What the next messages go into; made if it is not there.
     *
     * @param known tells messages of the folder here that may stand for one that comes
     */
    void folder(SourceFolder source, Known known) throws IOException {
        endFolder(true);
        MailboxName target = target(source.name());
        make(target, source.specialUse());
        if (source.uidValidity() > 0) {
            archive.restoreUidValidity(target, source.uidValidity());
        }
        filler = new FolderFiller(store, archive, target, known.in(target));
        waiting.clear();
        filler.whenPlaced(this::placed);
        placed = (theirs, ours) -> {};
        keepsUids = filler.mailbox().uidValidity() == source.uidValidity();
        uidNext = source.uidNext();
        lastUid = filler.uidNext() - 1;
    }

    private void placed(List<Long> ours) throws IOException {
        List<Came> theirs = List.copyOf(waiting);
        waiting.clear();
        placed.run(theirs, ours);
    }

    /** What of a folder that is there is compared. */
    interface Known {
        /** Tells UIDs that count. */
        LongPredicate in(MailboxName target) throws IOException;
    }

    private void make(MailboxName target, Optional<String> specialUse) throws StoreException {
        try {
            store.create(user, target, specialUse);
        } catch (StoreException refused) {
            if (refused.code() != StoreException.Code.ALREADYEXISTS) {
                throw refused;
            }
        }
    }

    private MailboxName target(String name) {
        if (into.isEmpty()) {
            return new MailboxName(user.id(), name);
        }
        boolean inbox = name.equals(MailboxName.INBOX);
        return new MailboxName(
                user.id(), inbox ? into.get() : into.get() + MailboxName.SEPARATOR + name);
    }

    /** Whose folders they are. */
    Identity user() {
        return user;
    }

    /** Subscribes the user to a folder. */
    void subscribe(String name) throws StoreException {
        store.subscribe(user, target(name), true);
    }

    /** Takes a message, whose line ends become CRLF. */
    void message(InputStream from, long sizeAbout, Flags flags, Instant date) throws IOException {
        message(from, sizeAbout, 0, flags, date);
    }

    /**
     * Takes a message, whose line ends become CRLF.
     *
     * @param uid that it had, larger than those before; 0 if it is not known
     */
    void message(InputStream from, long sizeAbout, long uid, Flags flags, Instant date)
            throws IOException {
        try (IncomingMessage message = begin(sizeAbout)) {
            InputStream lines = new CrlfInputStream(from);
            for (int got = lines.read(piece); got >= 0; got = lines.read(piece)) {
                message.write(ByteBuffer.wrap(piece, 0, got));
            }
            take(message, uid, flags, date);
        }
    }

    /** Has all that were taken be in the store. */
    void placeAll() throws IOException {
        filler.flush();
    }

    /** What the folder had at the beginning, and has stood for no message yet. */
    Present present() {
        return filler.present();
    }

    /** The folder that messages go into. */
    Mailbox mailbox() {
        return filler.mailbox();
    }

    /** Counts messages that were brought up to date. */
    void updated(long changed, long gone) {
        updated += changed;
        removed += gone;
    }

    /** Begins a message that comes in pieces; the caller closes it. */
    IncomingMessage begin(long sizeAbout) throws IOException {
        return filler.begin(sizeAbout);
    }

    /** Takes a message that has come whole, unless the folder has it. */
    void take(IncomingMessage message, long uid, Flags flags, Instant date) throws IOException {
        if (filler.present().take(message.size(), message.sha256())) {
            present++;
        } else {
            messages++;
            octets += message.size();
            // In a mailbox that has given such UIDs itself the message gets the next one.
            boolean keeps = keepsUids && uid > lastUid;
            lastUid = Math.max(lastUid, uid);
            Came came = new Came(uid, Keywords.clean(flags.names()));
            waiting.add(came);
            filler.add(message, keeps ? uid : 0, came.flags, date, Instant.now());
        }
        monitor.at(filler.target().toString(), messages, octets);
        checkWanted();
    }

    /** Throws if nobody waits any more; to be asked between messages, too. */
    void checkWanted() throws StoppedException {
        if (monitor.isStopped()) {
            throw new StoppedException();
        }
    }

    /** What runs whenever all that was taken so far has come into the store. */
    void whenPlaced(Placed task) {
        placed = task;
    }

    /** Ends a folder of which all has come. */
    void whole() throws IOException {
        endFolder(true);
    }

    /** Ends a folder of which not all has come. */
    void broken() throws IOException {
        endFolder(false);
    }

    /**
     * A message that was taken.
     *
     * @param uid that it had
     * @param flags with which it comes into the store
     */
    record Came(long uid, Flags flags) {}

    /** Told when messages have come into the store. */
    interface Placed {
        /**
         * All that were taken so far are there.
         *
         * @param theirs those that came since the last call
         * @param ours UIDs that they have here, in the same order
         */
        void run(List<Came> theirs, List<Long> ours) throws IOException;
    }

    /** Notes what could not be taken. */
    void problem(String text) {
        problems.add(text);
    }

    /** What came so far is in the store. */
    TransferReport end(boolean stopped) throws IOException {
        endFolder(!stopped);
        return new TransferReport(
                folders, messages, octets, present, stopped, problems, updated, removed);
    }

    private void endFolder(boolean whole) throws IOException {
        if (filler == null) {
            return;
        }
        filler.flush();
        placed.run(List.of(), List.of());
        if (whole && keepsUids && uidNext > 0) {
            archive.restoreUidNext(filler.target(), uidNext);
        }
        filler.close();
        filler = null;
        folders++;
    }

    @Override
    public void close() {
        if (filler != null) {
            filler.close();
        }
    }
}
