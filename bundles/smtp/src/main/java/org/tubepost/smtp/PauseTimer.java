// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.tubepost.wire.smtp.session.Pauses;

/**
 * One thread that wakes the sessions whose pause is over; it starts with the first pause. When it
 * has stopped, pauses are over at once. Thread-safe.
 */
final class PauseTimer implements Pauses, AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;

    PauseTimer() {
        timer =
                new ScheduledThreadPoolExecutor(
                        1,
                        task -> {
                            Thread thread = new Thread(task, "smtp-pauses");
                            thread.setDaemon(true);
                            return thread;
                        });
        timer.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Future<?> later(Duration delay, Runnable task) {
        try {
            return timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            task.run();
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
