// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tubepost.api.message.MessageId;
import org.tubepost.journal.Extent;

/**
 * Everything that is queued, in memory: derived from the journal, rebuilt by replaying it. About
 * 150 octets a message with one entry. All methods are called under the queue's lock.
 */
final class Ledger {
    private final EntryTable entries = new EntryTable();
    private final Causes causes = new Causes();
    private final Map<Extent, Integer> bodyUse = new HashMap<>();
    private final TreeSet<Long> intended = new TreeSet<>();
    private long nextNumber = 1;

    /** Entries by number. */
    EntryTable entries() {
        return entries;
    }

    QueuedEntry entry(long number) {
        return entries.get(number);
    }

    /** An entry that others may see; null if there is none. */
    QueuedEntry visible(long number) {
        QueuedEntry entry = entries.get(number);
        return entry != null && entry.message().isVisible() ? entry : null;
    }

    long nextNumber() {
        return nextNumber;
    }

    /** Takes numbers for new entries. */
    long reserve(int count) {
        long first = nextNumber;
        nextNumber += count;
        return first;
    }

    /** Numbers below this one have been used. */
    void used(long number) {
        nextNumber = Math.max(nextNumber, number);
    }

    /** Entries with an {@link Intent}, by number. */
    List<Long> intended() {
        return List.copyOf(intended);
    }

    /** A message comes in; its cause counts if the entry that it names is here. */
    void add(QueuedMessage message, String cause) {
        boolean counts = Causes.entry(cause).filter(n -> entries.get(n) != null).isPresent();
        replay(message, counts ? cause : "");
    }

    /** A message is found in the journal; the entry that caused it may be found later. */
    void replay(QueuedMessage message, String cause) {
        message.body().forEach(b -> bodyUse.merge(b, 1, Integer::sum));
        for (QueuedEntry entry : message.entries()) {
            entries.put(entry);
            note(entry);
        }
        causes.add(cause, message);
    }

    /**
     * All of the journal was replayed: causes whose entry is gone mean nothing.
     *
     * @return records that mean nothing any more
     */
    List<Extent> replayed() {
        List<Extent> dead = new ArrayList<>();
        for (long number : causes.entries()) {
            QueuedEntry entry = entries.get(number);
            dead.addAll(
                    entry == null
                            ? causes.gone(number)
                            : causes.passed(number, entry.said().attempt()));
        }
        return dead;
    }

    /**
     * An entry takes over a record's state.
     *
     * @return records that mean nothing any more
     */
    List<Extent> take(QueuedEntry entry, EntryState said) {
        entry.take(said);
        note(entry);
        return causes.passed(entry.number(), said.attempt());
    }

    private void note(QueuedEntry entry) {
        if (!entry.intent().isEmpty()) {
            intended.add(entry.number());
        } else if (!intended.isEmpty()) {
            intended.remove(entry.number());
        }
    }

    /** The message that a cause has led to, while the entry that it names lives. */
    Optional<MessageId> ledTo(String cause) {
        return causes.ledTo(cause);
    }

    /** True if a segment has a record that stays for its cause alone. */
    boolean keepsCauseIn(long segment) {
        return causes.keepsIn(segment);
    }

    /**
     * Removes an entry, and its message with the last one.
     *
     * @return records that mean nothing any more
     */
    List<Extent> remove(QueuedEntry entry) {
        drop(entry);
        List<Extent> dead = new ArrayList<>(causes.gone(entry.number()));
        QueuedMessage message = entry.message();
        message.remove(entry);
        dead.addAll(entry.records());
        if (!message.hasEntries()) {
            if (!causes.keeps(message)) {
                dead.add(message.record());
            }
            dead.addAll(unused(message.body()));
        }
        return dead;
    }

    /**
     * Removes an entry of a message that was never accepted.
     *
     * @return records that mean nothing any more
     */
    List<Extent> revoke(QueuedEntry entry) {
        causes.forget(entry.message());
        return remove(entry);
    }

    private void drop(QueuedEntry entry) {
        entries.remove(entry.number());
        intended.remove(entry.number());
    }

    /**
     * A message was written again.
     *
     * @return records that mean nothing any more
     */
    List<Extent> moved(QueuedMessage message, Extent record, List<Extent> body) {
        body.forEach(b -> bodyUse.merge(b, 1, Integer::sum));
        List<Extent> dead = new ArrayList<>(unused(message.body()));
        dead.add(message.record());
        message.moved(record, body);
        return dead;
    }

    /** A message lets go of BODY records; those that no other message shares are returned. */
    private List<Extent> unused(List<Extent> body) {
        return body.stream()
                .filter(b -> bodyUse.merge(b, -1, (n, d) -> n + d == 0 ? null : n + d) == null)
                .toList();
    }

    /** Takes back a message that did not become durable. */
    void forget(QueuedMessage message) {
        unused(message.body());
        causes.forget(message);
        message.entries().forEach(this::drop);
    }

    /** BODY records that some message needs. */
    Set<Extent> bodies() {
        return Set.copyOf(bodyUse.keySet());
    }
}
