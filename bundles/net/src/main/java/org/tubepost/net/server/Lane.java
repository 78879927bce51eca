// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;

/**
 * The tasks of one connection on the shared workers: in order, one at a time. A lane takes its
 * worker for at most {@value #TURN} tasks before others get their turn.
 */
final class Lane {
    private static final int MOST_WAITING = 1024;
    private static final int TURN = 32;

    private final WorkerPool workers;
    private final Runnable whenIdle;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    /**
     * A lane.
     *
     * @param workers shared pool that rejects when it is overloaded
     * @param whenIdle called on the worker when the last task is done
     */
    Lane(WorkerPool workers, Runnable whenIdle) {
        this.workers = workers;
        this.whenIdle = whenIdle;
    }

    /** Tasks must not throw. */
    void execute(Runnable task) {
        Runnable wake = null;
        synchronized (waiting) {
            if (waiting.size() >= MOST_WAITING) {
                throw new RejectedExecutionException("too many tasks wait on one connection");
            }
            if (!running) {
                wake = workers.take(this::run);
                running = true;
            }
            waiting.add(task);
        }
        if (wake != null) {
            wake.run();
        }
    }

    boolean isBusy() {
        synchronized (waiting) {
            return running;
        }
    }

    private void run() {
        int done = 0;
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
            if (++done % TURN == 0 && yielded()) {
                return;
            }
        }
        whenIdle.run();
    }

    private Runnable next() {
        synchronized (waiting) {
            Runnable task = waiting.poll();
            running = task != null;
            return task;
        }
    }

    /** Goes to the end of the workers' queue, unless that is full. */
    private boolean yielded() {
        try {
            workers.execute(this::run);
            return true;
        } catch (RejectedExecutionException overloaded) {
            return false;
        }
    }
}
