// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueLease;
import org.tubepost.api.queue.Settlement;
import org.tubepost.journal.Extent;
import org.tubepost.journal.Journal;

/**
 * Gives entries out for delivery, one at a time each, and takes them back with what became of them,
 * or as they were. Called from many threads at once.
 */
final class Leases {
    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

    /** So many records about one entry are put together in the next one. */
    private static final int MOST_RECORDS = 8;

    private final Journal journal;
    private final Ledger ledger;
    private final Object lock;
    private final Changes changes;
    private final Clock clock;
    private final Consumer<QueueEntry> listener;

    Leases(
            Journal journal,
            Ledger ledger,
            Object lock,
            Changes changes,
            Clock clock,
            Consumer<QueueEntry> listener) {
        this.journal = journal;
        this.ledger = ledger;
        this.lock = lock;
        this.changes = changes;
        this.clock = clock;
        this.listener = listener;
    }

    /**
     * Takes an entry.
     *
     * @param allowed asked with the queue's lock
     * @return empty if it is gone, or this is not allowed
     * @throws IOException if it cannot be read, or what becomes of it could not be recorded
     */
    Optional<QueueLease> take(long number, Predicate<QueuedEntry> allowed) throws IOException {
        changes.refuseIfUnrecordable();
        QueueEntry[] view = new QueueEntry[1];
        try {
            OpenedMessage opened =
                    OpenedMessage.open(
                            journal,
                            ledger,
                            lock,
                            number,
                            entry -> {
                                if (allowed.test(entry)) {
                                    view[0] = entry.view();
                                    entry.state(QueueEntry.State.ACTIVE);
                                }
                                return view[0] != null;
                            });
            return Optional.ofNullable(opened).map(o -> new EntryLease(view[0], o, this::giveBack));
        } catch (IOException | RuntimeException unreadable) {
            if (view[0] != null) {
                giveBack(number);
            }
            throw unreadable;
        }
    }

    private void giveBack(long number) {
        QueueEntry view = null;
        synchronized (lock) {
            QueuedEntry entry = ledger.entry(number);
            if (entry != null && entry.state() == QueueEntry.State.ACTIVE) {
                entry.state(entry.restingState());
                view = entry.view();
            }
        }
        if (view != null) {
            listener.accept(view);
        }
    }

    /** Records what became of an entry; completed when that is durable. */
    CompletionStage<Void> settle(EntryLease lease, Settlement settlement) {
        long number = lease.entry().number();
        lease.settled();
        Settling settling =
                new Settling(
                        lease.entry(),
                        lease.recipients(),
                        lease.head().envelope().recipients(),
                        settlement,
                        clock.instant());
        Optional<List<String>> earlier = manyRecords(number);
        return changes.change(
                        number,
                        entry -> {
                            EntryState next = settling.next(entry);
                            return earlier.isEmpty()
                                    ? next
                                    : next.withHistory(
                                            EntryHistory.joined(earlier.get(), next.history()));
                        })
                .thenCompose(Leases::done);
    }

    private static CompletableFuture<Void> done(boolean settled) {
        return settled
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new IOException("the entry is gone"));
    }

    /** What many records about a leased entry say, to be put together; else empty. */
    private Optional<List<String>> manyRecords(long number) {
        List<Extent> records;
        synchronized (lock) {
            QueuedEntry entry = ledger.entry(number);
            if (entry == null || entry.recordCount() < MOST_RECORDS) {
                return Optional.empty();
            }
            records = entry.records();
        }
        try {
            return Optional.of(EntryHistory.of(journal, records));
        } catch (IOException unreadable) {
            LOG.warn("History of entry {} cannot be read", number, unreadable);
            return Optional.empty();
        }
    }
}
