// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.journal.Appended;
import org.tubepost.journal.Extent;
import org.tubepost.journal.Journal;
import org.tubepost.journal.JournalFullException;

/**
 * Changes entries: one record each, which is durable before memory takes it over. While it is not,
 * the entry is nobody else's. When the volume has no room even for that, a change that must not be
 * lost waits here until there is room again; nothing else is done to its entry meanwhile.
 */
final class Changes {
    private final Journal journal;
    private final Ledger ledger;
    private final Object lock;
    private final Consumer<QueueEntry> listener;
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    /** What a change makes of an entry. */
    interface Change {
        EntryState next(QueuedEntry entry);
    }

    Changes(Journal journal, Ledger ledger, Object lock, Consumer<QueueEntry> listener) {
        this.journal = journal;
        this.ledger = ledger;
        this.lock = lock;
        this.listener = listener;
    }

    /**
     * Changes an entry if that is allowed.
     *
     * @return completed with false if the entry is gone or the change is not allowed
     */
    CompletableFuture<Boolean> tryChange(
            long number, Predicate<QueuedEntry> allowed, Change change) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        try {
            begin(number, allowed, change, done);
        } catch (IOException failed) {
            done.completeExceptionally(failed);
        }
        return done;
    }

    /** Changes an entry that the caller has leased, as soon as there is room for it. */
    CompletableFuture<Boolean> change(long number, Change change) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        persist(number, change, done);
        return done;
    }

    private void persist(long number, Change change, CompletableFuture<Boolean> done) {
        try {
            begin(number, entry -> true, change, done);
        } catch (JournalFullException full) {
            synchronized (waiting) {
                waiting.add(() -> persist(number, change, done));
            }
        } catch (IOException failed) {
            done.completeExceptionally(failed);
        }
    }

    /**
     * What is done to an entry now could not be recorded, and would be done again after a restart:
     * better not to begin.
     *
     * @throws IOException if the journal has failed, or results wait for room already
     */
    void refuseIfUnrecordable() throws IOException {
        if (journal.hasFailed()) {
            throw new IOException(
                    "the queue's journal takes nothing more until the server is started again");
        }
        synchronized (waiting) {
            if (!waiting.isEmpty()) {
                throw new IOException("results of earlier deliveries wait for room on the disk");
            }
        }
    }

    /** Tries again what waits for room; called now and then. */
    void retry() {
        int count;
        synchronized (waiting) {
            count = waiting.size();
        }
        for (; count > 0; count--) {
            Runnable next;
            synchronized (waiting) {
                next = waiting.poll();
            }
            if (next != null) {
                next.run();
            }
        }
    }

    private void begin(
            long number,
            Predicate<QueuedEntry> allowed,
            Change change,
            CompletableFuture<Boolean> done)
            throws IOException {
        QueuedEntry entry;
        EntryState next;
        Appended appended;
        synchronized (lock) {
            entry = ledger.visible(number);
            if (entry == null || !allowed.test(entry)) {
                done.complete(false);
                return;
            }
            next = change.next(entry);
            appended = journal.appendReserved(RecordTypes.ENTRY, next.encode());
            entry.state(QueueEntry.State.ACTIVE);
        }
        journal.commit(appended.lsn())
                .whenComplete(
                        (durable, problem) -> {
                            if (problem == null) {
                                end(entry, next, appended.extent());
                                done.complete(true);
                            } else {
                                done.completeExceptionally(
                                        new IOException(problem.getMessage(), problem));
                            }
                        });
    }

    private void end(QueuedEntry entry, EntryState next, Extent record) {
        QueueEntry view;
        synchronized (lock) {
            if (next.whole()) {
                entry.records().forEach(journal::release);
                entry.clearRecords();
            }
            entry.addRecord(record);
            if (next.isGone()) {
                ledger.remove(entry).forEach(journal::release);
                return;
            }
            ledger.take(entry, next).forEach(journal::release);
            view = entry.view();
        }
        listener.accept(view);
    }
}
