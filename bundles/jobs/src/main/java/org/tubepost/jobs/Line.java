// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.util.Optional;
import org.tubepost.api.message.Reply;

/**
 * The entries of one channel that wait for one destination, and what is known of it: how many
 * deliveries it stands at once, and whether it is dead. Deliveries at once begin at {@value
 * #FIRST_WINDOW}, grow by one with each window of successes and are halved by a failure to connect
 * or a 421. After {@value #COHORT} failures to connect without an answer between them the
 * destination is dead: nothing is tried for a pause, then one delivery at a time until somebody
 * answers. Guarded by the controller's lock.
 */
final class Line {
    static final int FIRST_WINDOW = 3;
    static final int COHORT = 3;
    static final long NEVER = Long.MAX_VALUE;

    private static final Reply UNKNOWN_REASON =
            Reply.of(451, "4.4.1", "the destination does not answer");
    private static final Reply SUSPENDED =
            Reply.of(451, "4.3.2", "delivery is suspended by the administrator at present");

    final ChannelState channel;
    final String destination;
    private final int mostWindow;

    /** Entries that are due. */
    final JobHeap ready = new JobHeap(Job::goesBefore);

    /** Entries of this line anywhere in the schedule. */
    int jobs;

    int active;

    /** No entry that is due has its notice before this; may be too early. */
    long earliestNotice = NEVER;

    /** The wake-up that counts. */
    long wakeAt = NEVER;

    long idleSince;
    boolean isIdle;
    Ring ring;
    Line before;
    Line after;
    int counted;
    private float window;
    private int failures;
    private int rounds;
    private boolean probing;
    private long deadUntil = Long.MIN_VALUE;
    private Reply lastReply;

    Line(ChannelState channel, String destination, int mostWindow) {
        this.channel = channel;
        this.destination = destination;
        this.mostWindow = mostWindow;
        this.window = Math.min(FIRST_WINDOW, mostWindow);
    }

    boolean isUnused() {
        return jobs == 0 && active == 0;
    }

    boolean isDead(long now) {
        return now < deadUntil;
    }

    /**
     * True while its entries are not delivered for want of an answer (dead, or being tried with one
     * delivery at a time), or because the channel is stopped: their senders must be told in time.
     */
    boolean isSilent(long now) {
        return probing || isDead(now) || channel.stopped;
    }

    /** When a silent line should be looked at. */
    long nextLook(long now) {
        return isDead(now) ? Math.min(deadUntil, earliestNotice) : earliestNotice;
    }

    /** Deliveries at once that it stands now. */
    int limit() {
        if (probing) {
            return 1;
        }
        int depth = channel.plan == null ? 1 : channel.plan.threadDepth();
        return Math.min((int) window, 1 + (ready.size() + active - 1) / depth);
    }

    boolean mayStart(long now) {
        return ready.size() > 0 && !isDead(now) && active < limit();
    }

    /** What senders are told while the line is silent. */
    Reply reason() {
        if (channel.stopped) {
            return SUSPENDED;
        }
        return lastReply == null ? UNKNOWN_REASON : lastReply;
    }

    /** Learns from a delivery that is over. */
    void learn(Evidence evidence, Optional<Reply> reply, long now) {
        switch (evidence) {
            case SUCCESS -> {
                answered();
                window = Math.min(mostWindow, window + 1 / window);
            }
            case ANSWER -> answered();
            case BUSY -> {
                answered();
                window = Math.max(1, window / 2);
            }
            case UNREACHABLE -> {
                lastReply = reply.orElse(lastReply);
                window = Math.max(1, window / 2);
                failures++;
                if (probing || failures >= COHORT) {
                    die(now);
                }
            }
            case NOTHING -> {
                // Neither better nor worse.
            }
        }
    }

    /** Somebody wants to know at once: a pause is over, but it is still one delivery at a time. */
    void ask() {
        deadUntil = Long.MIN_VALUE;
    }

    private void answered() {
        if (probing) {
            window = Math.min(FIRST_WINDOW, mostWindow);
        }
        failures = 0;
        rounds = 0;
        probing = false;
        deadUntil = Long.MIN_VALUE;
        lastReply = null;
    }

    private void die(long now) {
        if (isDead(now)) {
            // One of the deliveries that were under way when it was found dead.
            return;
        }
        rounds++;
        probing = true;
        deadUntil = now + channel.deadPause(rounds);
    }
}
