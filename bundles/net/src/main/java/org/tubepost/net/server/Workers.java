// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bounded pool that refuses what does not fit. It begins with a few threads, since short tasks
 * are done soonest by threads that never sleep, and grows while tasks wait for long because others
 * block; what it does not need any more goes after a while. Looks at the waiting tasks only while
 * there are any.
 */
final class Workers implements Executor {
    private static final int FEW = 2 * Runtime.getRuntime().availableProcessors();
    private static final long LONG_WAIT_NANOS = 20_000_000;
    private static final long LOOK_MILLIS = 10;
    private static final long CALM_NANOS = 10_000_000_000L;

    private final ThreadPoolExecutor pool;
    private final ScheduledExecutorService growth;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final int few;
    private final int most;
    private final int room;
    private long lastGrown;

    /**
     * A pool.
     *
     * @param name of its threads
     * @param most threads at most
     * @param room tasks that may wait
     */
    Workers(String name, int most, int room) {
        this.few = Math.min(FEW, most);
        this.most = most;
        this.room = room;
        this.pool =
                new ThreadPoolExecutor(
                        few,
                        most,
                        1,
                        TimeUnit.MINUTES,
                        new ArrayBlockingQueue<>(room),
                        daemons(name));
        pool.allowCoreThreadTimeOut(true);
        this.growth = Executors.newSingleThreadScheduledExecutor(daemons(name + "-growth"));
    }

    /** A task and when it came. */
    private record Waiting(Runnable task, long since) implements Runnable {
        @Override
        public void run() {
            task.run();
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
    public void execute(Runnable task) {
        pool.execute(new Waiting(task, System.nanoTime()));
        if (waiting() > 0) {
            lookSoon();
        }
    }

    private void lookSoon() {
        if (looking.compareAndSet(false, true)) {
            growth.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** More threads while the next task has waited for long, few again when none does. */
    private void look() {
        looking.set(false);
        long now = System.nanoTime();
        Waiting next = (Waiting) pool.getQueue().peek();
        int threads = pool.getCorePoolSize();
        if (next != null && now - next.since() > LONG_WAIT_NANOS && threads < most) {
            pool.setCorePoolSize(Math.min(most, 2 * threads));
            lastGrown = now;
        } else if (next == null && threads > few && now - lastGrown > CALM_NANOS) {
            pool.setCorePoolSize(few);
        }
        if (next != null) {
            lookSoon();
        }
    }

    int active() {
        return pool.getActiveCount();
    }

    int waiting() {
        return pool.getQueue().size();
    }

    boolean isNearlyFull() {
        return waiting() > room / 4 * 3;
    }

    /** Lets what is under way end, for a moment, then stops it. */
    void stop() {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(5, TimeUnit.SECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException stop) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
        growth.shutdownNow();
    }
}
