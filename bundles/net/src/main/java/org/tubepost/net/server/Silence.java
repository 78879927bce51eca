// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

/**
 * How long a connection has been silent. The clock stands while the peer waits for us: workers are
 * at it, reading is suspended, or octets are on their way out and the peer takes them.
 *
 * <p>{@link #limit} may be set by any thread, the rest belongs to the I/O thread.
 */
final class Silence {
    private static final long SECOND = 1_000_000_000L;

    private volatile int limitSeconds;
    private long since = System.nanoTime();
    private volatile boolean heard;
    private long lastProgress;

    void limit(int seconds) {
        limitSeconds = seconds;
        heard = true;
    }

    void broken() {
        heard = true;
    }

    /**
     * Looks at the clock.
     *
     * @param now nanoseconds
     * @param busy the peer waits for us
     * @param progress octets sent so far
     * @param sending octets wait to be sent
     * @return whole seconds of silence
     */
    long tick(long now, boolean busy, long progress, boolean sending) {
        if (heard || busy || (sending && progress != lastProgress)) {
            since = now;
            heard = false;
        }
        lastProgress = progress;
        return (now - since) / SECOND;
    }

    boolean isTooLong(long silentSeconds) {
        int limit = limitSeconds;
        return limit > 0 && silentSeconds >= limit;
    }
}
