// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.InterruptedIOException;

/** Keeps a transfer from taking more than a share of another server. */
final class Pace {
    private final long nanos;
    private long next = System.nanoTime();

    /**
     * At most so many messages a second.
     *
     * @param messagesPerSecond 0 for no limit
     */
    Pace(int messagesPerSecond) {
        nanos = messagesPerSecond > 0 ? 1_000_000_000L / messagesPerSecond : 0;
    }

    /** A message was taken; waits until the next one may come. */
    void message() throws InterruptedIOException {
        if (nanos == 0) {
            return;
        }
        next = Math.max(next + nanos, System.nanoTime() - 1_000_000_000L);
        long left = next - System.nanoTime();
        if (left > 0) {
            try {
                Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
    }
}
