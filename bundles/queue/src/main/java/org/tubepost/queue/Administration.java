// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.time.Clock;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.tubepost.api.queue.EntryChange;
import org.tubepost.api.queue.QueueEntry.State;

/**
 * What administrators may do with an entry, and when. Returned and redirected entries are held with
 * their {@link Intent}; {@link Disposals} does it.
 */
final class Administration {
    private final Changes changes;
    private final Clock clock;

    Administration(Changes changes, Clock clock) {
        this.changes = changes;
        this.clock = clock;
    }

    CompletableFuture<Boolean> change(long number, EntryChange change) {
        if (change instanceof EntryChange.Hold hold) {
            return held(number, isReady(), hold.reason(), "");
        }
        if (change instanceof EntryChange.Release) {
            return waiting(
                    number,
                    e -> e.state() == State.HELD && e.intent().isEmpty(),
                    clock.instant(),
                    "released");
        }
        if (change instanceof EntryChange.Retry retry) {
            return waiting(number, isReady(), retry.due(), "due at " + retry.due());
        }
        if (change instanceof EntryChange.Delete delete) {
            return changes.tryChange(
                    number,
                    e -> e.state() != State.ACTIVE,
                    e -> stated(e, new BitSet(), false, clock.instant(), delete.reason(), ""));
        }
        if (change instanceof EntryChange.Return back) {
            return held(number, isIdle(), "is being returned: " + back.reason(), Intent.of(back));
        }
        EntryChange.Redirect other = (EntryChange.Redirect) change;
        return held(number, isIdle(), "is being redirected to " + other.to(), Intent.of(other));
    }

    private static Predicate<QueuedEntry> isReady() {
        return e -> e.state() == State.READY;
    }

    private static Predicate<QueuedEntry> isIdle() {
        return e -> e.state() != State.ACTIVE && e.intent().isEmpty();
    }

    private CompletableFuture<Boolean> held(
            long number, Predicate<QueuedEntry> allowed, String line, String intent) {
        return changes.tryChange(
                number,
                allowed,
                e -> stated(e, e.recipients(), true, e.view().due(), line, intent));
    }

    private CompletableFuture<Boolean> waiting(
            long number, Predicate<QueuedEntry> allowed, Instant due, String line) {
        return changes.tryChange(
                number, allowed, e -> stated(e, e.recipients(), false, due, line, ""));
    }

    private EntryState stated(
            QueuedEntry entry,
            BitSet recipients,
            boolean held,
            Instant due,
            String line,
            String intent) {
        EntryState now = entry.said();
        return new EntryState(
                now.number(),
                recipients,
                held,
                due.toEpochMilli(),
                now.attempt(),
                now.notices(),
                held ? line : now.lastReply(),
                List.of(clock.instant() + " " + line),
                now.messageSegment(),
                false,
                intent);
    }
}
