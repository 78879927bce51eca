// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp.session;

import java.time.Duration;
import java.util.concurrent.Future;

/** The clock of answers that are held back. */
public interface Pauses {

    /**
     * Runs a task when a time has passed; the task must not block.
     *
     * @return cancels it
     */
    Future<?> later(Duration delay, Runnable task);
}
