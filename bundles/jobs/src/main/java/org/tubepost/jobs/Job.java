// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import org.tubepost.api.message.Priority;
import org.tubepost.api.queue.QueueEntry;

/**
 * What the schedule keeps of an entry.
 *
 * @param number the entry
 * @param channel its channel
 * @param destination what the channel connects to
 * @param priority its priority
 * @param dueMillis when it may be tried
 */
record Job(long number, String channel, String destination, Priority priority, long dueMillis)
        implements Comparable<Job> {

    static Job of(QueueEntry entry) {
        return new Job(
                entry.number(),
                entry.channel(),
                entry.destination(),
                entry.priority(),
                entry.due().toEpochMilli());
    }

    /** Order among those that are due: urgent ones first, then who has waited longest. */
    @Override
    public int compareTo(Job other) {
        int byPriority = priority.compareTo(other.priority);
        if (byPriority != 0) {
            return byPriority;
        }
        int byDue = Long.compare(dueMillis, other.dueMillis);
        return byDue != 0 ? byDue : Long.compare(number, other.number);
    }
}
