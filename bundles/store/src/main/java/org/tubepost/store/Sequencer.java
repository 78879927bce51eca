// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.tubepost.api.store.MailboxEvent;
import org.tubepost.api.store.StoreException;
import org.tubepost.journal.JournalFullException;
import org.tubepost.store.index.IndexDamagedException;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Op;
import org.tubepost.store.state.OpCodec;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.UsageState;

/**
 * Puts changes into the log's order. One short lock covers deciding a change (UIDs included),
 * writing its record into the log's buffer and applying it; nobody holds it while waiting for the
 * disk, so changes of one mailbox share a group commit as well as changes of many. When the record
 * is durable the new versions become visible and listeners are told.
 *
 * <p>Versions become visible in the log's order because a record is durable only when all before it
 * are. If the log refuses, nothing was applied; if it fails to become durable, the log refuses all
 * that follow and what was applied never becomes visible.
 */
final class Sequencer {
    private static final long DURABLE_WITHIN_SECONDS = 60;
    private static final Runnable NOTHING = () -> {};

    private final ReentrantLock lock = new ReentrantLock();
    private final StoreLog log;
    private final Catalogue catalogue;
    private final Events events;

    /** What was logged and is not visible yet. */
    private final ConcurrentNavigableMap<Long, List<Publication<?>>> unseen =
            new ConcurrentSkipListMap<>();

    private boolean broken;
    private long lastLogged;

    Sequencer(StoreLog log, Catalogue catalogue, Events events) {
        this.log = log;
        this.catalogue = catalogue;
        this.events = events;
        this.lastLogged = log.last();
    }

    /** Decides, logs, applies, waits until it is durable, and makes it visible. */
    <T> T commit(Step.Decision<T> decision) throws StoreException {
        return commit(decision, NOTHING);
    }

    /**
     * As {@link #commit(Step.Decision)}, for who has prepared something that the record refers to.
     *
     * @param unlogged undoes that; called without the lock when nothing of the record was logged,
     *     and never when it may have been, for then it may be there after a restart
     */
    <T> T commit(Step.Decision<T> decision, Runnable unlogged) throws StoreException {
        Pending<T> pending = begin(decision, unlogged);
        await(pending.lsn);
        show(pending);
        return pending.result;
    }

    /**
     * Decides, logs and applies as {@link #commit(Step.Decision, Runnable)}, on the calling thread,
     * and returns; the wait for the disk is the stage's.
     *
     * @param publisher makes the change visible and tells of it, when it is durable
     * @return completed when the change is visible, or with a {@link StoreException}
     */
    <T> CompletionStage<T> commitLater(
            Step.Decision<T> decision, Runnable unlogged, Executor publisher) {
        Pending<T> pending;
        try {
            pending = begin(decision, unlogged);
        } catch (StoreException refused) {
            return CompletableFuture.failedStage(refused);
        }
        return log.durable(pending.lsn)
                .thenApplyAsync(
                        durable -> {
                            show(pending);
                            return pending.result;
                        },
                        publisher)
                .exceptionallyCompose(
                        failed -> CompletableFuture.failedStage(unavailable(cause(failed))));
    }

    /**
     * Decides something that changes nothing; what it was decided on may not be durable yet, so the
     * result must not be told to anybody before a later commit.
     */
    <T> CompletionStage<T> decide(Step.Decision<T> decision) {
        try {
            return CompletableFuture.completedStage(begin(decision, NOTHING).result);
        } catch (StoreException refused) {
            return CompletableFuture.failedStage(refused);
        }
    }

    private static Throwable cause(Throwable failed) {
        return failed instanceof CompletionException && failed.getCause() != null
                ? failed.getCause()
                : failed;
    }

    private void show(Pending<?> pending) {
        for (Publication<?> publication : pending.publications) {
            publication.publish();
        }
        unseen.remove(pending.lsn);
        events.tell(pending.events, pending.publications.stream().map(p -> p.cell).toList());
    }

    private <T> Pending<T> begin(Step.Decision<T> decision, Runnable unlogged)
            throws StoreException {
        Attempt attempt = new Attempt();
        try {
            return begin(decision, attempt);
        } catch (StoreException | RuntimeException refused) {
            if (!attempt.mayBeLogged) {
                unlogged.run();
            }
            throw refused;
        }
    }

    private <T> Pending<T> begin(Step.Decision<T> decision, Attempt attempt) throws StoreException {
        lock.lock();
        try {
            if (broken) {
                throw unavailable(new IOException("A record was logged but not applied"));
            }
            Step<T> step = decision.decide();
            if (step.ops().isEmpty()) {
                return new Pending<>(lastLogged, earlier(), List.of(), step.result().get());
            }
            Events.Told told = events.of(step, catalogue);
            ByteBuffer record = OpCodec.encode(step.ops());
            attempt.mayBeLogged = !log.hasFailed();
            long lsn = log.append(record, Reserve.of(step.ops()));
            lastLogged = lsn;
            List<Publication<?>> publications = new ArrayList<>();
            broken = true;
            Collection<Cell<?>> touched = catalogue.apply(lsn, step.ops());
            broken = false;
            for (Cell<?> cell : touched) {
                publications.add(publication(cell, lsn));
            }
            unseen.put(lsn, publications);
            return new Pending<>(lsn, publications, told.at(lsn, catalogue), step.result().get());
        } catch (IndexDamagedException damaged) {
            throw events.indexDamaged(damaged);
        } catch (StoreException refused) {
            throw refused;
        } catch (JournalFullException full) {
            attempt.mayBeLogged = false;
            throw unavailable(full);
        } catch (IOException failed) {
            throw unavailable(failed);
        } finally {
            lock.unlock();
        }
    }

    /**
     * What a decision to change nothing may rest on: whoever is told of it must be able to see
     * that, though the thread whose change it was may not have come to show it.
     */
    private List<Publication<?>> earlier() {
        return unseen.values().stream().<Publication<?>>flatMap(List::stream).toList();
    }

    /**
     * Logs and applies pieces that belong together, a record each, and does not wait until they are
     * durable; called under the lock. They change nothing that anybody sees, and become visible
     * with the next checkpoint.
     *
     * @return octets logged
     */
    long logUnwaited(List<? extends Op> pieces) {
        long octets = 0;
        for (Op piece : pieces) {
            List<Op> record = List.of(piece);
            try {
                ByteBuffer encoded = OpCodec.encode(record);
                octets += encoded.remaining();
                long lsn = log.append(encoded, Reserve.of(record));
                lastLogged = lsn;
                catalogue.apply(lsn, record);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        return octets;
    }

    /** Has the next record's number be at least this. */
    void advance(long lsn) throws StoreException {
        lock.lock();
        try {
            log.advance(lsn);
        } catch (IOException failed) {
            throw unavailable(failed);
        } finally {
            lock.unlock();
        }
    }

    /** See {@link Events#indexDamaged}. */
    StoreException indexDamaged(IndexDamagedException damaged) {
        return events.indexDamaged(damaged);
    }

    /** Runs something under the lock. */
    <T> T locked(java.util.function.Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until everything logged so far is durable. */
    void barrier() throws StoreException {
        await(locked(() -> lastLogged));
    }

    private void await(long lsn) throws StoreException {
        CompletableFuture<Void> durable = log.durable(lsn);
        boolean interrupted = false;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DURABLE_WITHIN_SECONDS);
        try {
            while (true) {
                try {
                    durable.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return;
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException failed) {
            throw unavailable(failed.getCause());
        } catch (TimeoutException slow) {
            throw unavailable(slow);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static StoreException unavailable(Throwable cause) {
        return new StoreException(
                StoreException.Code.UNAVAILABLE, "The store's log does not take changes", cause);
    }

    private static Publication<?> publication(Cell<?> cell, long lsn) {
        if (cell instanceof UsageCell usage) {
            return new Publication<UsageState>(usage, usage.head, lsn);
        }
        return cell instanceof MailboxCell mailbox
                ? new Publication<MailboxState>(mailbox, mailbox.head, lsn)
                : new Publication<OwnerState>((OwnerCell) cell, ((OwnerCell) cell).head, lsn);
    }

    /** Whether the log may have something of a record. */
    private static final class Attempt {
        private boolean mayBeLogged;
    }

    private record Pending<T>(
            long lsn, List<Publication<?>> publications, List<MailboxEvent> events, T result) {}

    private record Publication<S extends org.tubepost.store.state.Versioned>(
            Cell<S> cell, S state, long lsn) {
        void publish() {
            cell.publish(state, lsn);
        }
    }
}
