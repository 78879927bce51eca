// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.message.Priority;
import org.tubepost.api.queue.JobControl.ChannelJobs;

/**
 * A channel at run time: its lines, what is under way, and what it has done since start. Guarded by
 * the controller's lock but for the counters.
 */
final class ChannelState {
    private static final long LONGEST_PAUSE_MILLIS = 3_600_000;
    private static final long DEFAULT_PAUSE_MILLIS = 60_000;

    final String name;
    final LongAdder delivered = new LongAdder();
    final LongAdder deferred = new LongAdder();
    final LongAdder failed = new LongAdder();
    final Map<String, Line> lines = new HashMap<>();
    final Queue<Job> overdue = new ArrayDeque<>();
    private final Ring[] rings = new Ring[Job.RANKS];

    /** Null while the channel is not configured. */
    ChannelPlan plan;

    Pool pool;

    /** Nothing is delivered; senders are told of delays, and that their message is given up. */
    boolean stopped;

    boolean present;
    int active;

    /** Entries that are due. */
    long waiting;

    /** Of these, those of destinations that may be tried. */
    long startable;

    ChannelState(String name) {
        this.name = name;
        for (int rank = 0; rank < rings.length; rank++) {
            rings[rank] = new Ring();
        }
    }

    Ring ring(int rank) {
        return rings[rank];
    }

    /** How many jobs so many deliveries make. */
    int jobs() {
        return plan == null ? 0 : (active + plan.threads() - 1) / plan.threads();
    }

    /** True when one more delivery is within the limits of channel and pool. */
    boolean hasRoom() {
        return plan != null
                && (active % plan.threads() != 0 || jobs() < plan.maxJobs() && pool.hasRoom());
    }

    boolean mayDeliver() {
        return present && !stopped && hasRoom();
    }

    /** How long a destination that has been found dead so often is left alone. */
    long deadPause(int times) {
        return plan == null
                ? DEFAULT_PAUSE_MILLIS
                : Math.min(
                        LONGEST_PAUSE_MILLIS, plan.pauseAfter(times, Priority.NORMAL).toMillis());
    }

    /** What administrators are shown; only while there is a plan. */
    ChannelJobs report() {
        return new ChannelJobs(
                name,
                plan.program(),
                present,
                stopped,
                plan.pool().name(),
                pool.limit,
                active,
                waiting,
                delivered.sum(),
                deferred.sum(),
                failed.sum());
    }

    void count(Outcome outcome) {
        if (outcome instanceof Outcome.Delivered) {
            delivered.increment();
        } else if (outcome instanceof Outcome.Failed) {
            failed.increment();
        } else {
            deferred.increment();
        }
    }
}
