// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The time by which jobs wait: it never goes back. It runs with the monotonic clock; when the wall
 * clock leaps ahead (the machine was asleep, or its clock was behind) it follows, when the wall
 * clock is set back it goes on. So a clock that is set back keeps nobody waiting. Thread-safe.
 */
final class SteadyTime {
    private static final long LEAP_MILLIS = 1000;
    private static final long NANOS = 1_000_000;

    private final Clock clock;
    private final LongSupplier nanoTime;
    private long now;
    private long wallBefore;
    private long nanosBefore;

    /**
     * Begins at 0.
     *
     * @param clock of the wall
     * @param nanoTime monotonic, in nanoseconds
     */
    SteadyTime(Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.wallBefore = clock.millis();
        this.nanosBefore = nanoTime.getAsLong();
    }

    /** Milliseconds since the beginning. */
    synchronized long now() {
        long wall = clock.millis();
        long steady = (nanoTime.getAsLong() - nanosBefore) / NANOS;
        long leap = wall - wallBefore - steady;
        now += steady + (leap > LEAP_MILLIS ? leap : 0);
        // What is left of a millisecond is not lost.
        nanosBefore += steady * NANOS;
        wallBefore = Math.abs(leap) > LEAP_MILLIS ? wall : wallBefore + steady;
        return now;
    }

    /** What the wall clock says. */
    Instant wall() {
        return clock.instant();
    }
}
