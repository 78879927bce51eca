// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: whoever waits for something written before shares one fsync. One thread forces the
 * files for those who were promised a completion, and a second one completes them, so that their
 * work does not delay the next fsync; while nobody waits for that the first one completes them
 * itself, which saves a thread switch. They are completed one after the other and in order, whoever
 * does it. A caller that blocks forces the files itself when nobody else does.
 *
 * <p>The first failure, of whatever kind, ends it for good: all who wait fail, and all later ones.
 */
final class Committer {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private final ReentrantLock forcing = new ReentrantLock();
    private final List<Waiter> waiters = new ArrayList<>();
    private final ReentrantLock answering = new ReentrantLock();
    private final Queue<Runnable> completions = new ConcurrentLinkedQueue<>();
    private final Semaphore completionsWaiting = new Semaphore(0);
    private final Sync sync;
    private final Thread syncing;
    private final Thread completing;
    private final AtomicLong syncs = new AtomicLong();
    private final AtomicLong commits = new AtomicLong();
    private volatile long durable;
    private volatile Throwable failure;
    private volatile boolean syncingAnswers;
    private boolean closed;

    /** Forces everything written so far. */
    interface Sync {
        /**
         * Forces. Never called by two threads at once.
         *
         * @return the last sequence number that is durable now
         */
        long sync() throws IOException;
    }

    /** Somebody who waits; one that blocks is woken at once, user code runs on its own thread. */
    private record Waiter(long lsn, CompletableFuture<Void> future, boolean blocks) {}

    Committer(String name, long durable, Sync sync) {
        this.sync = sync;
        this.durable = durable;
        this.syncing = thread(name + "-commit", this::syncLoop);
        this.completing = thread(name + "-committed", this::completeLoop);
    }

    private static Thread thread(String name, Runnable loop) {
        Thread thread = new Thread(loop, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    CompletableFuture<Void> commit(long lsn) {
        return enlist(lsn, false);
    }

    /** Blocks until a number is durable. */
    void await(long lsn) throws IOException, InterruptedException {
        if (lsn > durable && failure == null && isIdle() && forcing.tryLock()) {
            try {
                force(lsn);
            } finally {
                forcing.unlock();
            }
        }
        CompletableFuture<Void> future = enlist(lsn, true);
        if (syncingAnswers) {
            // Whoever is being answered may want something that this caller holds.
            forceNow(lsn);
        }
        try {
            future.get();
        } catch (ExecutionException failed) {
            throw refusal();
        }
    }

    private boolean isIdle() {
        lock.lock();
        try {
            return waiters.isEmpty() && !closed;
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<Void> enlist(long lsn, boolean blocks) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        if (lsn <= durable) {
            commits.incrementAndGet();
            future.complete(null);
            return future;
        }
        lock.lock();
        try {
            if (lsn <= durable) {
                // It has become so since it was asked first, and nobody would come for it.
                commits.incrementAndGet();
                future.complete(null);
            } else if (failure != null || closed) {
                future.completeExceptionally(refusal());
            } else {
                waiters.add(new Waiter(lsn, future, blocks));
                wanted.signal();
            }
        } finally {
            lock.unlock();
        }
        return future;
    }

    long durable() {
        return durable;
    }

    long syncs() {
        return syncs.get();
    }

    long commits() {
        return commits.get();
    }

    /** The first failure, or null. */
    Throwable failure() {
        return failure;
    }

    /** Ends it: every waiter fails, and so does everything later. */
    void fail(Throwable cause) {
        List<Waiter> failed;
        lock.lock();
        try {
            if (failure == null) {
                failure = cause;
                LOG.error(
                        "{}: the journal takes nothing more until it is opened again, which a"
                                + " restart of the server does",
                        syncing.getName(),
                        cause);
            }
            failed = new ArrayList<>(waiters);
            waiters.clear();
        } finally {
            lock.unlock();
        }
        answer(failed, waiter -> waiter.future().completeExceptionally(refusal()));
    }

    JournalFailedException refusal() {
        return new JournalFailedException(
                failure == null
                        ? "journal is closed"
                        : "journal takes nothing more: " + failure.getMessage(),
                failure);
    }

    private void syncLoop() {
        while (awaitWork()) {
            forceNow(Long.MAX_VALUE);
            syncingAnswers = true;
            // In this order: who comes to wait behind the question sees that it must force itself.
            if (isIdle() && answering.tryLock()) {
                try {
                    completeWhileIdle();
                } finally {
                    answering.unlock();
                }
            }
            syncingAnswers = false;
            if (!completions.isEmpty()) {
                completionsWaiting.release();
            }
        }
    }

    private void forceNow(long lsn) {
        forcing.lock();
        try {
            force(lsn);
        } finally {
            forcing.unlock();
        }
    }

    /** False when there is nothing more to do, ever. */
    private boolean awaitWork() {
        lock.lock();
        try {
            while (waiters.isEmpty() && !closed) {
                wanted.awaitUninterruptibly();
            }
            return !waiters.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Forces unless a number is durable by now; with the lock. */
    private void force(long lsn) {
        if (lsn <= durable || failure != null) {
            return;
        }
        try {
            durable = Math.max(durable, sync.sync());
            syncs.incrementAndGet();
            release();
        } catch (IOException | RuntimeException | Error failed) {
            fail(failed);
        }
    }

    private void release() {
        List<Waiter> done = new ArrayList<>();
        long reached = durable;
        lock.lock();
        try {
            waiters.removeIf(w -> w.lsn() <= reached && done.add(w));
        } finally {
            lock.unlock();
        }
        commits.addAndGet(done.size());
        answer(done, waiter -> waiter.future().complete(null));
    }

    private interface Answer {
        void give(Waiter waiter);
    }

    private void answer(List<Waiter> waiting, Answer answer) {
        List<Waiter> promised = new ArrayList<>();
        for (Waiter waiter : waiting) {
            if (waiter.blocks()) {
                answer.give(waiter);
            } else {
                promised.add(waiter);
            }
        }
        if (!promised.isEmpty()) {
            promised.forEach(waiter -> completions.add(() -> answer.give(waiter)));
            if (Thread.currentThread() != syncing) {
                completionsWaiting.release();
            }
        }
    }

    private void completeLoop() {
        boolean ended = false;
        while (!ended) {
            try {
                completionsWaiting.acquire();
            } catch (InterruptedException stop) {
                ended = true;
            }
            answering.lock();
            try {
                complete();
            } finally {
                answering.unlock();
            }
        }
    }

    /** Until somebody waits for the next fsync; the other thread does the rest. */
    private void completeWhileIdle() {
        Runnable next = completions.poll();
        while (next != null) {
            next.run();
            next = isIdle() ? completions.poll() : null;
        }
    }

    private void complete() {
        for (Runnable next = completions.poll(); next != null; next = completions.poll()) {
            next.run();
        }
    }

    /** Forces what was written, answers who waits, then ends the threads. */
    void close() throws InterruptedException {
        forceNow(Long.MAX_VALUE);
        lock.lock();
        try {
            closed = true;
            wanted.signal();
        } finally {
            lock.unlock();
        }
        syncing.join();
        // Whoever still forces has handed over what was promised.
        forceNow(0);
        completing.interrupt();
        completing.join();
    }
}
