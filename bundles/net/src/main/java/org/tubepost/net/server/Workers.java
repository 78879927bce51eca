// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A bounded pool that refuses what does not fit; its idle threads go after a minute. */
final class Workers implements Executor {
    private final ThreadPoolExecutor pool;
    private final int room;

    Workers(String name, int threads, int room) {
        this.room = room;
        this.pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        1,
                        TimeUnit.MINUTES,
                        new ArrayBlockingQueue<>(room),
                        daemons(name));
        pool.allowCoreThreadTimeOut(true);
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
        pool.execute(task);
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
    }
}
