// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

/**
 * How many of a pool's threads may work at once: few, and as many more as sleep in the middle of
 * their task, because they wait for what another thread does: a log's commit, a lock, an answer.
 * Threads within a call of the system are not seen to sleep. Whatever keeps tasks from being begun
 * for long lets the number double, until none has waited for a while.
 *
 * <p>How many sleep is a mean over looks, which follows a rise soon and a fall slowly.
 */
final class Allowance {
    private static final long LONG_WAIT_NANOS = 20_000_000;
    private static final long CALM_NANOS = 10_000_000_000L;
    private static final double RISE = 1 / 8.0;
    private static final double FALL = 1 / 128.0;

    /** Given for the wait of a task when none waits. */
    static final long NONE = -1;

    private final int few;
    private final int most;
    private int crowd;
    private double sleeping;
    private long lastGrown;

    Allowance(int few, int most) {
        this.few = Math.min(few, most);
        this.most = most;
        this.crowd = this.few;
    }

    /** Threads that may work now. */
    int threads() {
        return Math.min(most, Math.max(crowd, few + (int) sleeping));
    }

    /** True while no more may work than ever. */
    boolean isFew() {
        return threads() == few && sleeping < RISE;
    }

    /**
     * Looks after the pool, about a hundred times a second.
     *
     * @param asleep threads that sleep in the middle of a task
     * @param waited nanoseconds that the oldest waiting task has waited, or {@link #NONE}
     * @param now {@link System#nanoTime}
     */
    void look(int asleep, long waited, long now) {
        sleeping += (asleep - sleeping) * (asleep > sleeping ? RISE : FALL);
        if (waited > LONG_WAIT_NANOS) {
            crowd = Math.min(most, 2 * threads());
            lastGrown = now;
        } else if (waited == NONE && now - lastGrown > CALM_NANOS) {
            crowd = few;
        }
    }
}
