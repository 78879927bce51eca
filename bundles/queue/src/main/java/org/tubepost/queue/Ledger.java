// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tubepost.api.message.MessageId;
import org.tubepost.journal.Extent;

/**
 * Everything that is queued, in memory: derived from the journal, rebuilt by replaying it. About
 * 150 octets a message with one entry. All methods are called under the queue's lock.
 */
final class Ledger {
    private static final Pattern CAUSE = Pattern.compile("([a-z-]+):(\\d+):(\\d+)");

    private final EntryTable entries = new EntryTable();
    private final Map<Long, Map<String, MessageId>> causes = new HashMap<>();
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

    void add(QueuedMessage message, String cause) {
        message.body().forEach(b -> bodyUse.merge(b, 1, Integer::sum));
        for (QueuedEntry entry : message.entries()) {
            entries.put(entry);
            note(entry);
        }
        causingEntry(cause)
                .filter(number -> entries.get(number) != null)
                .ifPresent(
                        number ->
                                causes.computeIfAbsent(number, n -> new HashMap<>(2))
                                        .put(cause, message.id()));
    }

    /** An entry takes over a record's state. */
    void take(QueuedEntry entry, EntryState said) {
        entry.take(said);
        note(entry);
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
        return causingEntry(cause).map(causes::get).map(c -> c.get(cause));
    }

    private static Optional<Long> causingEntry(String cause) {
        if (cause.isEmpty()) {
            return Optional.empty();
        }
        Matcher parts = CAUSE.matcher(cause);
        return parts.matches() ? Optional.of(Long.parseLong(parts.group(2))) : Optional.empty();
    }

    /**
     * Removes an entry, and its message with the last one.
     *
     * @return records that mean nothing any more
     */
    List<Extent> remove(QueuedEntry entry) {
        drop(entry);
        causes.remove(entry.number());
        QueuedMessage message = entry.message();
        message.remove(entry);
        List<Extent> dead = entry.records();
        if (!message.hasEntries()) {
            dead.add(message.record());
            dead.addAll(unused(message.body()));
        }
        return dead;
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
        message.entries().forEach(this::drop);
    }

    /** BODY records that some message needs. */
    Set<Extent> bodies() {
        return Set.copyOf(bodyUse.keySet());
    }
}
