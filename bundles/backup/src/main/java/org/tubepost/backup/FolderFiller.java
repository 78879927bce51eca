// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.RestoredMessage;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreException;

/**
 * Puts messages into one mailbox, several with each wait for the disk. What has come is in the
 * mailbox after {@link #flush}.
 */
final class FolderFiller implements AutoCloseable {
    private static final int MESSAGES_AT_ONCE = 256;
    private static final long OCTETS_AT_ONCE = 32 << 20;

    private final MessageStore store;
    private final StoreArchive archive;
    private final MailboxName target;
    private final Mailbox mailbox;
    private final Present present;
    private final long uidNext;
    private final List<RestoredMessage> batch = new ArrayList<>();
    private Placed placed = uids -> {};
    private long batchOctets;

    /** Told of messages that are in the mailbox. */
    interface Placed {
        /** In the order in which they were added. */
        void uids(List<Long> uids) throws IOException;
    }

    FolderFiller(MessageStore store, StoreArchive archive, MailboxName target) throws IOException {
        this(store, archive, target, uid -> true);
    }

    /**
     * For one mailbox.
     *
     * @param mayStand tells UIDs of messages that may stand for one that comes
     */
    FolderFiller(
            MessageStore store, StoreArchive archive, MailboxName target, LongPredicate mayStand)
            throws IOException {
        this.store = store;
        this.archive = archive;
        this.target = target;
        this.mailbox = store.open(Identity.HOUSE, target, false);
        this.uidNext = mailbox.view().uidNext();
        this.present = new Present(mailbox, mayStand);
    }

    MailboxName target() {
        return target;
    }

    /** Who is told the UIDs of messages, in the order of {@link #add}, when they have them. */
    void whenPlaced(Placed listener) {
        placed = listener;
    }

    /** What the mailbox had at the beginning. */
    Present present() {
        return present;
    }

    /** The mailbox itself. */
    Mailbox mailbox() {
        return mailbox;
    }

    /** Next UID at the beginning. */
    long uidNext() {
        return uidNext;
    }

    /** Begins a message. */
    IncomingMessage begin(long size) throws IOException {
        return new IncomingMessage(store.begin(Identity.HOUSE, target, size));
    }

    /** Adds a message, and closes it; UID 0 for the next one. */
    void add(IncomingMessage message, long uid, Flags flags, Instant internalDate, Instant saved)
            throws IOException {
        try (message) {
            batch.add(new RestoredMessage(uid, message.seal(), flags, internalDate, saved));
        }
        batchOctets += message.size();
        if (batch.size() >= MESSAGES_AT_ONCE || batchOctets >= OCTETS_AT_ONCE) {
            flush();
        }
    }

    /** Has everything added be in the mailbox. */
    void flush() throws IOException {
        try {
            if (!batch.isEmpty()) {
                placed.uids(place());
            }
        } finally {
            drop();
        }
    }

    private List<Long> place() throws StoreException {
        try {
            return archive.restoreMessages(target, batch);
        } catch (StoreException refused) {
            if (refused.code() != StoreException.Code.CANNOT
                    || batch.stream().allMatch(m -> m.uid() == 0)) {
                throw refused;
            }
        }
        // Mail that came meanwhile has one of the UIDs.
        List<RestoredMessage> behind = new ArrayList<>(batch.size());
        for (RestoredMessage m : batch) {
            behind.add(new RestoredMessage(0, m.content(), m.flags(), m.internalDate(), m.saved()));
        }
        return archive.restoreMessages(target, behind);
    }

    private void drop() {
        batch.forEach(m -> m.content().close());
        batch.clear();
        batchOctets = 0;
    }

    /** Forgets what was not flushed. */
    @Override
    public void close() {
        drop();
        mailbox.close();
    }
}
