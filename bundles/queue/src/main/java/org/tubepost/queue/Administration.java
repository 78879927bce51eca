// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.time.Clock;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.queue.EntryChange;
import org.tubepost.api.queue.QueueEntry.State;

/**
 * What administrators may do with an entry, and when. Returned and redirected entries are held with
 * their {@link Intent}; {@link Disposals} does it.
 */
final class Administration {
    private final Changes changes;
    private final Inspection inspection;
    private final MailLog log;
    private final Clock clock;

    Administration(Changes changes, Inspection inspection, MailLog log, Clock clock) {
        this.changes = changes;
        this.inspection = inspection;
        this.log = log;
        this.clock = clock;
    }

    /** Changes an entry for an administrator, who is named in its history and the mail log. */
    CompletableFuture<Boolean> change(long number, EntryChange change, String administrator) {
        Optional<EntryRecords> records = inspection.records(number, log);
        String line = EntryRecords.describe(change);
        String history = administrator.isEmpty() ? line : line + ", by " + administrator;
        return change(number, change, line, history)
                .whenComplete(
                        (done, problem) -> {
                            if (Boolean.TRUE.equals(done)) {
                                records.ifPresent(
                                        r -> r.changed(change, administrator, clock.instant()));
                            }
                        });
    }

    /** Makes a ready entry due at another time because the server itself wants it. */
    CompletableFuture<Boolean> reschedule(long number, Instant due) {
        EntryChange retry = new EntryChange.Retry(due);
        String line = EntryRecords.describe(retry);
        return change(number, retry, line, line);
    }

    /**
     * Changes an entry.
     *
     * @param line last answer of an entry that is held
     * @param history line of the history
     */
    private CompletableFuture<Boolean> change(
            long number, EntryChange change, String line, String history) {
        if (change instanceof EntryChange.Hold) {
            return held(number, isReady(), line, history, "");
        }
        if (change instanceof EntryChange.Release) {
            return waiting(
                    number,
                    e -> e.state() == State.HELD && e.intent().isEmpty(),
                    clock.instant(),
                    history);
        }
        if (change instanceof EntryChange.Retry retry) {
            return waiting(number, isReady(), retry.due(), history);
        }
        if (change instanceof EntryChange.Delete) {
            return changes.tryChange(
                    number,
                    e -> e.state() != State.ACTIVE,
                    e -> stated(e, new BitSet(), false, clock.instant(), "", history, ""));
        }
        if (change instanceof EntryChange.Return back) {
            return held(number, isIdle(), line, history, Intent.of(back));
        }
        EntryChange.Redirect other = (EntryChange.Redirect) change;
        return held(number, isIdle(), line, history, Intent.of(other));
    }

    private static Predicate<QueuedEntry> isReady() {
        return e -> e.state() == State.READY;
    }

    private static Predicate<QueuedEntry> isIdle() {
        return e -> e.state() != State.ACTIVE && e.intent().isEmpty();
    }

    private CompletableFuture<Boolean> held(
            long number,
            Predicate<QueuedEntry> allowed,
            String line,
            String history,
            String intent) {
        return changes.tryChange(
                number,
                allowed,
                e -> stated(e, e.recipients(), true, e.view().due(), line, history, intent));
    }

    private CompletableFuture<Boolean> waiting(
            long number, Predicate<QueuedEntry> allowed, Instant due, String history) {
        return changes.tryChange(
                number, allowed, e -> stated(e, e.recipients(), false, due, "", history, ""));
    }

    private EntryState stated(
            QueuedEntry entry,
            BitSet recipients,
            boolean held,
            Instant due,
            String line,
            String history,
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
                List.of(clock.instant() + " " + history),
                now.messageSegment(),
                false,
                intent);
    }
}
