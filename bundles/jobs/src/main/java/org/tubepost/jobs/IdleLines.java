// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Lines that nothing waits in: what is known of their destinations is kept for some minutes, and of
 * dead ones as long as they are dead, but never of too many. Guarded by the controller's lock.
 */
final class IdleLines {
    private static final long KEPT_MILLIS = 600_000;
    private static final int MOST = 10_000;

    private final Queue<Line> lines = new ArrayDeque<>();

    /** A line has become unused. */
    void add(Line line, long now) {
        if (!line.isIdle) {
            line.isIdle = true;
            line.idleSince = now;
            lines.add(line);
        }
    }

    /** Forgets those that have been unused for long enough. */
    void forget(long now) {
        while (!lines.isEmpty()
                && (lines.size() > MOST || lines.peek().idleSince + KEPT_MILLIS <= now)) {
            Line line = lines.poll();
            line.isIdle = false;
            if (!line.isUnused()) {
                continue;
            }
            if (line.isDead(now) && lines.size() < MOST) {
                add(line, now);
            } else {
                line.wakeAt = Line.NEVER;
                line.channel.lines.remove(line.destination);
            }
        }
    }
}
