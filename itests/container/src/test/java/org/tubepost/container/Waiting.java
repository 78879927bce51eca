// SPDX-License-Identifier: Apache-2.0
package org.tubepost.container;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for what the server does on threads of its own. */
final class Waiting {
    private static final long LOOK_AGAIN_MILLISECONDS = 20;

    private Waiting() {}

    /**
     * Returns when a condition holds.
     *
     * @param atMost how long to wait before the test fails
     * @param what the condition in words
     * @param found what there is instead, for the failure
     */
    static void until(Duration atMost, String what, Callable<Boolean> condition, Callable<?> found)
            throws Exception {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "not within " + atMost + ": " + what + "; found " + found.call());
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLISECONDS);
        }
    }
}
