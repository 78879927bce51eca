// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tubepost.api.message.MessageId;
import org.tubepost.journal.Extent;

/**
 * Everything that is queued, in memory: derived from the journal, rebuilt by replaying it. All
 * methods are called under the queue's lock, except {@link #entries()}.
 */
final class Ledger {
    private static final Pattern CAUSE = Pattern.compile("([a-z-]+):(\\d+):(\\d+)");

    private final Map<MessageId, QueuedMessage> messages = new HashMap<>();
    private final ConcurrentSkipListMap<Long, QueuedEntry> entries = new ConcurrentSkipListMap<>();
    private final Map<Long, Map<String, MessageId>> causes = new HashMap<>();
    private final Map<Extent, Integer> bodyUse = new HashMap<>();
    private long nextNumber = 1;

    /** Entries by number; may be read by anybody while it changes. */
    ConcurrentSkipListMap<Long, QueuedEntry> entries() {
        return entries;
    }

    Iterable<QueuedMessage> messages() {
        return messages.values();
    }

    QueuedMessage message(MessageId id) {
        return messages.get(id);
    }

    QueuedEntry entry(long number) {
        return entries.get(number);
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

    void add(QueuedMessage message, String cause) {
        messages.put(message.id(), message);
        message.body().forEach(b -> bodyUse.merge(b, 1, Integer::sum));
        message.entries().forEach(e -> entries.put(e.number(), e));
        causingEntry(cause)
                .filter(entries::containsKey)
                .ifPresent(
                        number ->
                                causes.computeIfAbsent(number, n -> new HashMap<>(2))
                                        .put(cause, message.id()));
    }

    /** The message that a cause has led to, while the entry that it names lives. */
    Optional<MessageId> ledTo(String cause) {
        return causingEntry(cause).map(causes::get).map(c -> c.get(cause));
    }

    private static Optional<Long> causingEntry(String cause) {
        Matcher parts = CAUSE.matcher(cause);
        return parts.matches() ? Optional.of(Long.parseLong(parts.group(2))) : Optional.empty();
    }

    /**
     * Removes an entry, and its message with the last one.
     *
     * @return records that mean nothing any more
     */
    List<Extent> remove(QueuedEntry entry) {
        entries.remove(entry.number());
        causes.remove(entry.number());
        QueuedMessage message = entry.message();
        message.entries().remove(entry);
        List<Extent> dead = new ArrayList<>(entry.records());
        if (message.entries().isEmpty()) {
            messages.remove(message.id());
            dead.add(message.record());
            dead.addAll(unused(message.body()));
        }
        return dead;
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
        messages.remove(message.id());
        unused(message.body());
        message.entries().forEach(e -> entries.remove(e.number()));
    }

    /** BODY records that some message needs. */
    Set<Extent> bodies() {
        return Set.copyOf(bodyUse.keySet());
    }
}
