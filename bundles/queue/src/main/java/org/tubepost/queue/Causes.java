// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Origin;
import org.tubepost.journal.Extent;

/**
 * Which messages the attempt of an entry has led to, so that an attempt that is made again after a
 * crash leads to no second one. A cause ({@link Origin#CAUSE_FORM}) is known until the entry that
 * it names is gone or has another attempt before it. It stands in the MESSAGE record of what it led
 * to; so that record stays as long, even when its message has left the queue. Guarded by the
 * queue's lock.
 */
final class Causes {
    private static final Pattern CAUSE = Pattern.compile("([a-z-]+):(\\d{1,18}):(\\d{1,9})");

    private final Map<Long, Map<String, Caused>> byEntry = new HashMap<>();
    private final Map<QueuedMessage, Caused> queued = new HashMap<>();

    /** A message, and the record that is kept for its cause alone. */
    private static final class Caused {
        private final Cause cause;
        private final QueuedMessage message;
        private Extent record;

        Caused(Cause cause, QueuedMessage message) {
            this.cause = cause;
            this.message = message;
        }
    }

    private record Cause(String text, long entry, int attempt) {
        static Optional<Cause> parse(String text) {
            Matcher parts = CAUSE.matcher(text);
            return text.isEmpty() || !parts.matches()
                    ? Optional.empty()
                    : Optional.of(
                            new Cause(
                                    text,
                                    Long.parseLong(parts.group(2)),
                                    Integer.parseInt(parts.group(3))));
        }
    }

    /** The entry that a cause names; empty if it names none. */
    static Optional<Long> entry(String cause) {
        return Cause.parse(cause).map(Cause::entry);
    }

    void add(String cause, QueuedMessage message) {
        Cause.parse(cause)
                .ifPresent(
                        parsed -> {
                            Caused caused = new Caused(parsed, message);
                            byEntry.computeIfAbsent(parsed.entry(), n -> new HashMap<>(2))
                                    .put(cause, caused);
                            queued.put(message, caused);
                        });
    }

    /** The message that a cause has led to. */
    Optional<MessageId> ledTo(String cause) {
        return entry(cause)
                .map(byEntry::get)
                .map(all -> all.get(cause))
                .map(caused -> caused.message.id());
    }

    /** A message has left the queue; true if its record must stay for its cause. */
    boolean keeps(QueuedMessage message) {
        Caused caused = queued.remove(message);
        if (caused != null) {
            caused.record = message.record();
        }
        return caused != null;
    }

    /** True if a segment has a record that is kept for its cause. */
    boolean keepsIn(long segment) {
        return byEntry.values().stream()
                .flatMap(all -> all.values().stream())
                .anyMatch(c -> c.record != null && c.record.segment() == segment);
    }

    /** A message was never accepted: what caused it may cause it again. */
    void forget(QueuedMessage message) {
        Caused caused = queued.remove(message);
        if (caused != null) {
            Map<String, Caused> all = byEntry.get(caused.cause.entry());
            // Null when another message of the same cause has taken its place and gone.
            if (all != null && all.remove(caused.cause.text(), caused) && all.isEmpty()) {
                byEntry.remove(caused.cause.entry());
            }
        }
    }

    /**
     * An entry has another attempt before it: what earlier ones led to will not be asked for.
     *
     * @return records that mean nothing any more
     */
    List<Extent> passed(long number, int nextAttempt) {
        Map<String, Caused> all = byEntry.get(number);
        if (all == null) {
            return List.of();
        }
        List<Extent> dead = new ArrayList<>();
        for (Iterator<Caused> each = all.values().iterator(); each.hasNext(); ) {
            Caused caused = each.next();
            if (caused.cause.attempt() < nextAttempt) {
                each.remove();
                queued.remove(caused.message);
                if (caused.record != null) {
                    dead.add(caused.record);
                }
            }
        }
        if (all.isEmpty()) {
            byEntry.remove(number);
        }
        return dead;
    }

    /**
     * An entry is gone.
     *
     * @return records that mean nothing any more
     */
    List<Extent> gone(long number) {
        return passed(number, Integer.MAX_VALUE);
    }

    /** Entries that have led to something, by number. */
    Set<Long> entries() {
        return Set.copyOf(byEntry.keySet());
    }
}
