// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A wall clock and a monotonic clock that the test moves. */
final class MovedTime extends Clock {
    static final Instant BEGIN = Instant.parse("2026-07-01T10:00:00Z");

    private Instant wall = BEGIN;
    private long nanos = 42;

    /** Time goes by on both. */
    synchronized void move(Duration by) {
        wall = wall.plus(by);
        nanos += by.toNanos();
    }

    /** Somebody sets the wall clock. */
    synchronized void set(Instant to) {
        wall = to;
    }

    synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public synchronized Instant instant() {
        return wall;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
