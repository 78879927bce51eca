// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Group commit: one thread forces the files, and everybody who waits for something written before
 * shares that one fsync. Waiters are completed on a second thread, so that their work does not
 * delay the next fsync. The first failure ends it for good.
 */
final class Committer {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private final List<Waiter> waiters = new ArrayList<>();
    private final LinkedBlockingQueue<Runnable> completions = new LinkedBlockingQueue<>();
    private final Sync sync;
    private final Thread syncing;
    private final Thread completing;
    private final AtomicLong syncs = new AtomicLong();
    private final AtomicLong commits = new AtomicLong();
    private volatile long durable;
    private volatile IOException failure;
    private boolean closed;

    /** Forces everything written so far. */
    interface Sync {
        /**
         * Forces.
         *
         * @return the last sequence number that is durable now
         */
        long sync() throws IOException;
    }

    private record Waiter(long lsn, CompletableFuture<Void> future) {}

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
        CompletableFuture<Void> future = new CompletableFuture<>();
        if (lsn <= durable) {
            commits.incrementAndGet();
            future.complete(null);
            return future;
        }
        lock.lock();
        try {
            if (failure != null || closed) {
                future.completeExceptionally(refusal());
            } else {
                waiters.add(new Waiter(lsn, future));
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
    IOException failure() {
        return failure;
    }

    /** Ends it: every waiter fails, and so does everything later. */
    void fail(IOException cause) {
        List<Waiter> failed;
        lock.lock();
        try {
            if (failure == null) {
                failure = cause;
            }
            failed = new ArrayList<>(waiters);
            waiters.clear();
        } finally {
            lock.unlock();
        }
        completions.add(() -> failed.forEach(w -> w.future().completeExceptionally(refusal())));
    }

    JournalFailedException refusal() {
        return new JournalFailedException(
                failure == null
                        ? "journal is closed"
                        : "journal takes nothing more: " + failure.getMessage(),
                failure);
    }

    private void syncLoop() {
        while (true) {
            lock.lock();
            try {
                while (waiters.isEmpty() && !closed) {
                    wanted.awaitUninterruptibly();
                }
                if (closed && waiters.isEmpty()) {
                    return;
                }
            } finally {
                lock.unlock();
            }
            try {
                durable = Math.max(durable, sync.sync());
                syncs.incrementAndGet();
                release();
            } catch (IOException failed) {
                fail(failed);
            } catch (RuntimeException bug) {
                fail(new IOException("commit failed", bug));
            }
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
        if (!done.isEmpty()) {
            commits.addAndGet(done.size());
            completions.add(() -> done.forEach(w -> w.future().complete(null)));
        }
    }

    private void completeLoop() {
        try {
            while (true) {
                completions.take().run();
            }
        } catch (InterruptedException stop) {
            for (Runnable last = completions.poll(); last != null; last = completions.poll()) {
                last.run();
            }
        }
    }

    /** Answers who waits, then ends the threads. */
    void close() throws InterruptedException {
        lock.lock();
        try {
            closed = true;
            wanted.signal();
        } finally {
            lock.unlock();
        }
        syncing.join();
        completing.interrupt();
        completing.join();
    }
}
