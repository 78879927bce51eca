// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded pool that refuses what does not fit. Short tasks are done soonest by few threads that
 * never sleep, so only as many work at once as there are processors, and more only while some sleep
 * or tasks wait for long; see {@link Allowance}. Who became idle last is woken first: the others
 * sleep on until they are not needed any more and go. Waiting tasks are looked at only while there
 * are any.
 *
 * <p>The pools of the JDK wake whoever has slept longest, so one that has grown keeps all its
 * threads busy a little for ever, which costs a change of threads for each task.
 */
final class Workers implements WorkerPool {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final int FEW = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final Set<Thread.State> SLEEPING =
            EnumSet.of(Thread.State.BLOCKED, Thread.State.WAITING, Thread.State.TIMED_WAITING);
    private static final long LOOK_MILLIS = 10;
    private static final long WARNING_NANOS = 1_000_000_000L;
    private static final long IDLE_NANOS = 60_000_000_000L;
    private static final long END_NANOS = 5_000_000_000L;

    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final Deque<Worker> idle = new ArrayDeque<>();
    private final Deque<Worker> all = new ArrayDeque<>();
    private final Condition ended = lock.newCondition();
    private final ThreadFactory threads;
    private final ScheduledExecutorService growth;
    private final Allowance allowed;
    private final int room;
    private long nextWarning = System.nanoTime();
    private boolean looking;
    private boolean stopped;

    /**
     * A pool.
     *
     * @param name of its threads
     * @param most threads at most
     * @param room tasks that may wait
     */
    Workers(String name, int most, int room) {
        this(name, most, room, daemons(name));
    }

    /** A pool of the threads that the factory makes. */
    Workers(String name, int most, int room, ThreadFactory threads) {
        this.allowed = new Allowance(FEW, most);
        this.room = room;
        this.threads = threads;
        this.growth = Executors.newSingleThreadScheduledExecutor(daemons(name + "-growth"));
    }

    /** A task and when it came. */
    private record Waiting(Runnable task, long since) {}

    /** One thread, and the task it was woken for. */
    private final class Worker implements Runnable {
        private Runnable given;
        private Thread thread;
        private volatile boolean works;

        /** In the middle of a task, that is; one that waits for its next does not count. */
        boolean isAsleep() {
            return works && SLEEPING.contains(thread.getState());
        }

        @Override
        public void run() {
            for (Runnable task = next(this); task != null; task = next(this)) {
                works = true;
                try {
                    task.run();
                } catch (RuntimeException | Error bug) {
                    LOG.error("Task of a worker failed", bug);
                }
                works = false;
            }
        }
    }

    /** Makes named threads that do not keep the process alive. */
    static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public Runnable take(Runnable task) {
        lock.lock();
        try {
            if (stopped) {
                throw new RejectedExecutionException("the workers have been stopped");
            } else if (busy() < allowed.threads()) {
                return give(task);
            } else if (waiting.size() < room) {
                waiting.add(new Waiting(task, System.nanoTime()));
                lookSoon();
                return () -> {};
            } else {
                throw new RejectedExecutionException(room + " tasks wait for a worker");
            }
        } finally {
            lock.unlock();
        }
    }

    private int busy() {
        return all.size() - idle.size();
    }

    /**
     * To the one who became idle last, whom what is returned wakes, or to a new one. That one is
     * started here: a thread that cannot be started must not count as one that works, and it finds
     * the lock held until it does.
     *
     * @throws RejectedExecutionException if the system gives no thread
     */
    private Runnable give(Runnable task) {
        Worker worker = idle.poll();
        if (worker != null) {
            worker.given = task;
            return () -> LockSupport.unpark(worker.thread);
        }
        Worker fresh = new Worker();
        fresh.given = task;
        try {
            fresh.thread = threads.newThread(fresh);
            fresh.thread.start();
        } catch (OutOfMemoryError none) {
            throw new RejectedExecutionException("the system gives no thread", none);
        }
        all.add(fresh);
        return () -> {};
    }

    /** What a worker does next; null when it may go. */
    private Runnable next(Worker worker) {
        lock.lock();
        try {
            Runnable task = worker.given == null ? oldest() : worker.given;
            if (task == null && !stopped) {
                task = await(worker);
            }
            worker.given = null;
            if (task == null) {
                all.remove(worker);
                ended.signalAll();
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    private Runnable oldest() {
        Waiting next = busy() > allowed.threads() ? null : waiting.poll();
        return next == null ? null : next.task();
    }

    /** Sleeps without the lock. */
    private Runnable await(Worker worker) {
        idle.push(worker);
        long end = System.nanoTime() + IDLE_NANOS;
        long left = IDLE_NANOS;
        while (worker.given == null && !stopped && left > 0) {
            lock.unlock();
            try {
                // A task may have left its thread interrupted, which would not let it sleep.
                Thread.interrupted();
                LockSupport.parkNanos(this, left);
            } finally {
                lock.lock();
            }
            left = end - System.nanoTime();
        }
        if (worker.given == null) {
            idle.remove(worker);
        }
        return worker.given;
    }

    private void lookSoon() {
        if (!looking) {
            looking = true;
            growth.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        lock.lock();
        try {
            looking = false;
            long now = System.nanoTime();
            Waiting next = waiting.peek();
            allowed.look(asleep(), next == null ? Allowance.NONE : now - next.since(), now);
            giveWaiting();
            if (!waiting.isEmpty() || !allowed.isFew()) {
                lookSoon();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Workers that sleep in the middle of a task. */
    private int asleep() {
        return (int) all.stream().filter(Worker::isAsleep).count();
    }

    /** What waits goes to threads that may work; it waits on where there is none to be had. */
    private void giveWaiting() {
        try {
            while (busy() < allowed.threads() && !waiting.isEmpty()) {
                Runnable wake = give(waiting.peek().task());
                waiting.poll();
                wake.run();
            }
        } catch (RejectedExecutionException noThread) {
            if (System.nanoTime() - nextWarning >= 0) {
                LOG.warn("{} tasks wait on: {}", waiting.size(), noThread.getMessage());
                nextWarning = System.nanoTime() + WARNING_NANOS;
            }
        }
    }

    /** Threads that do something. */
    int active() {
        lock.lock();
        try {
            return busy();
        } finally {
            lock.unlock();
        }
    }

    /** Tasks that wait. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    boolean isNearlyFull() {
        return waiting() > room / 4 * 3;
    }

    /** Lets what is under way or waits end, for a moment, then stops it. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            idle.forEach(w -> LockSupport.unpark(w.thread));
            long left = END_NANOS;
            while (!all.isEmpty() && left > 0) {
                left = ended.awaitNanos(left);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.clear();
            all.forEach(w -> w.thread.interrupt());
            lock.unlock();
        }
        growth.shutdownNow();
    }
}
