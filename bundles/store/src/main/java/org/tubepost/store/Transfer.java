// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.StoreException;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.OwnerState;

/**
 * Copies the contents of messages that are on another partition than the mailbox where they come.
 * Until it is closed nobody takes the copies for orphans.
 */
final class Transfer implements AutoCloseable {
    private final Core core;
    private final MailboxState from;
    private final String partition;

    /** What is elsewhere, and the UID of the first message that has it. */
    private final Map<ContentLocator, Long> elsewhere = new LinkedHashMap<>();

    private final Map<ContentLocator, Partitions.Incoming> incoming = new HashMap<>();

    /**
     * Looks what there is to copy.
     *
     * @param from the mailbox; null if it was deleted
     * @param uids messages; absent ones are skipped
     * @param partition the target's
     */
    Transfer(Core core, MailboxState from, Collection<Long> uids, String partition) {
        this.core = core;
        this.from = from;
        this.partition = partition;
        if (from == null || isAtHome()) {
            return;
        }
        for (long uid : uids) {
            int index = from.indexOf(uid);
            ContentLocator at = index < 0 ? null : from.messages().row(index, uid, 0).content();
            if (at != null && !at.partition().equals(partition)) {
                elsewhere.putIfAbsent(at, uid);
            }
        }
    }

    /** Copies within one owner's folders are always links. */
    private boolean isAtHome() {
        OwnerState owner = core.catalogue().owner(from.name().owner()).visible();
        return owner != null && owner.partition().equals(partition);
    }

    /** True when there is nothing to copy. */
    boolean isEmpty() {
        return elsewhere.isEmpty();
    }

    /**
     * Copies, and waits until all is stored.
     *
     * @param moved gets the copies by where the contents are
     */
    void run(Map<ContentLocator, ContentLocator> moved) throws StoreException {
        for (Map.Entry<ContentLocator, Long> content : elsewhere.entrySet()) {
            ContentLocator at = content.getKey();
            try {
                // What is gone was expunged or moved: the step that follows sees it.
                core.partitions().copy(at, partition).ifPresent(in -> incoming.put(at, in));
            } catch (StoreException refusal) {
                throw refusal;
            } catch (IOException unreadable) {
                throw new StoreException(
                        StoreException.Code.CORRUPTION,
                        "Message " + content.getValue() + " of " + from.name() + " cannot be read",
                        unreadable);
            }
        }
        for (Map.Entry<ContentLocator, Partitions.Incoming> in : incoming.entrySet()) {
            moved.put(in.getKey(), in.getValue().await());
        }
    }

    @Override
    public void close() {
        incoming.values().forEach(Partitions.Incoming::close);
    }
}
