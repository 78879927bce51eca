// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.tubepost.store.state.DeliveryKey;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Trail;

/** A mailbox in memory, with who has it open and a way to find delivery keys. */
final class MailboxCell extends Cell<MailboxState> {
    private final long id;
    private final AtomicInteger pins = new AtomicInteger();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private Map<DeliveryKey, Long> deliveries;
    private Trail indexed;

    MailboxCell(long id, MailboxState loaded) {
        super(loaded);
        this.id = id;
    }

    long id() {
        return id;
    }

    void pin() {
        pins.incrementAndGet();
    }

    void unpin() {
        pins.decrementAndGet();
    }

    boolean isPinned() {
        return pins.get() > 0;
    }

    AutoCloseable listen(Runnable listener) {
        Runnable own = listener::run;
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    void tell() {
        listeners.forEach(Runnable::run);
    }

    /** True when that user, who is not the owner, has read something; under the lock. */
    boolean hasReader(String user) {
        return head != null && !head.readers().by(user).isEmpty();
    }

    /** UID under which a key was delivered, 0 if it was not; called under the sequencer's lock. */
    long delivered(DeliveryKey key) {
        if (head == null) {
            return 0;
        }
        Trail keys = head.keys();
        if (deliveries == null || deliveries.size() > 2 * keys.size() + 16) {
            deliveries = new HashMap<>();
            indexed = keys.at(keys.first());
        }
        for (long p = Math.max(indexed.end(), keys.first()); p < keys.end(); p++) {
            deliveries.put(new DeliveryKey(keys.get(p, 0), keys.get(p, 1)), keys.get(p, 2));
        }
        indexed = keys;
        return deliveries.getOrDefault(key, 0L);
    }
}
