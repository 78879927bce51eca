// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Threads for tasks that may block. */
interface WorkerPool extends Executor {

    /**
     * Takes a task, which begins at the latest when the caller has run what is returned: that wakes
     * a thread. To be done outside of any lock that the task needs, so that the thread does not run
     * into it and sleep again.
     *
     * @throws RejectedExecutionException if it is not taken
     */
    Runnable take(Runnable task);

    /** Takes a task, which may begin at once. */
    @Override
    default void execute(Runnable task) {
        take(task).run();
    }
}
