// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.time.Instant;
import org.tubepost.api.queue.QueueEntry;

/**
 * What the schedule keeps of an entry. A million of them wait in memory, so texts are not here but
 * in the {@link Line}, and each object knows its own place in its heap. Times are those of {@link
 * SteadyTime}. Guarded by the controller's lock.
 */
final class Job {
    /** Urgent, normal, nonurgent, and what is too large to be nonurgent. */
    static final int RANKS = 4;

    /** How long a message of each rank gives way to those of the ranks before it. */
    private static final long[] GIVES_WAY_MILLIS = {0, 1_800_000, 7_200_000, 14_400_000};

    /** Where a job waits. */
    enum Place {
        /** Nowhere: it was taken or removed. */
        NONE,
        /** For its time. */
        LATER,
        /** In the line of its destination. */
        LINE,
        /** For its sender to be told, while its destination is dead. */
        OVERDUE
    }

    final long number;
    final Line line;
    final byte rank;

    /** When it may be tried. */
    final long at;

    /** When its sender must be told, or it must be given up. */
    final long noticeAt;

    /** The due time of the queue from which {@link #at} was worked out, in wall clock time. */
    final long dueMillis;

    int index;
    Place place = Place.NONE;

    Job(long number, Line line, int rank, long dueMillis, long at, long noticeAt) {
        this.number = number;
        this.line = line;
        this.rank = (byte) rank;
        this.dueMillis = dueMillis;
        this.at = at;
        this.noticeAt = noticeAt;
    }

    /**
     * What is to be kept of an entry.
     *
     * @param now steady time
     * @param wall the same moment on the clock
     */
    static Job of(QueueEntry entry, Line line, long now, Instant wall) {
        ChannelPlan plan = line.channel.plan;
        long dueMillis = entry.due().toEpochMilli();
        if (plan == null) {
            return new Job(
                    entry.number(), line, entry.priority().ordinal(), dueMillis, now, Line.NEVER);
        }
        Timing timing = new Timing(entry, plan, wall);
        long wait = timing.waitMillis();
        // Rounded up: nobody comes a part of a millisecond before a notice is due.
        return new Job(
                entry.number(),
                line,
                plan.rank(entry),
                dueMillis,
                now + (wait > 0 ? wait + 1 : wait),
                now + timing.noticeMillis() + 1);
    }

    /** The same entry with another time. */
    Job at(long other) {
        return new Job(number, line, rank, dueMillis, other, noticeAt);
    }

    /** Order of those that wait for their time. */
    static boolean isEarlier(Job a, Job b) {
        return a.at < b.at || a.at == b.at && a.number < b.number;
    }

    /**
     * Order in a line: urgent ones first, but who has waited long enough goes before an urgent one
     * that has come later, so nobody waits for ever.
     */
    static boolean goesBefore(Job a, Job b) {
        long first = a.at + GIVES_WAY_MILLIS[a.rank];
        long second = b.at + GIVES_WAY_MILLIS[b.rank];
        return first < second || first == second && a.number < b.number;
    }
}
