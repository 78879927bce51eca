// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.time.Duration;
import java.time.Instant;
import org.tubepost.api.queue.QueueEntry;

/**
 * How long an entry still waits, worked out from the due time that the queue keeps in wall clock
 * time, the keywords {@code after}, {@code slave} and {@code imm…}, and the after-hours windows.
 * Whatever the clock was when the due time was written, no entry waits longer than it was meant to:
 * a new one by {@code after}, one that was tried by the pause that follows its last attempt.
 *
 * @param entry the entry
 * @param plan of its channel
 * @param now by the wall clock
 */
record Timing(QueueEntry entry, ChannelPlan plan, Instant now) {

    /** Milliseconds until it may be tried; less than 0 for one that has waited since. */
    long waitMillis() {
        long wait = Math.min(Duration.between(now, due()).toMillis(), longestMillis());
        if (plan.ranks().isImmediate(plan.rank(entry))) {
            return wait;
        }
        Instant earliest = now.plusMillis(Math.max(0, wait));
        long window =
                plan.pool()
                        .nextAfterHours(earliest)
                        .map(start -> Duration.between(now, start).toMillis())
                        .orElse(wait);
        return window <= 0 ? wait : Math.min(window, Math.max(wait, noticeMillis()));
    }

    /** Milliseconds until its sender must be told, or it must be given up. */
    long noticeMillis() {
        return Math.max(0, plan.nextNotice(entry).minus(plan.age(entry, now)).toMillis());
    }

    private Instant due() {
        if (entry.attempt() > 1 || !entry.due().equals(entry.queued())) {
            return entry.due();
        }
        return entry.queued().plus(plan.asked() ? plan.nextNotice(entry) : plan.after());
    }

    private long longestMillis() {
        if (entry.attempt() > 1) {
            return plan.longestPauseAfter(entry.attempt() - 1, plan.priority(entry)).toMillis();
        }
        return Math.max(0, Duration.between(entry.queued(), due()).toMillis());
    }
}
