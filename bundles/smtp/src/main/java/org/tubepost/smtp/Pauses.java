// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.time.Duration;
import java.util.concurrent.Future;

/** The clock of answers that are held back. */
interface Pauses {

    /**
     * Runs a task when a time has passed; the task must not block.
     *
     * @return cancels it
     */
    Future<?> later(Duration delay, Runnable task);
}
