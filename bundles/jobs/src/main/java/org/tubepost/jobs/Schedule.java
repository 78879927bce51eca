// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Which entry is next. Entries that are due stand in a line for each destination of a channel, and
 * the lines take turns, so that one destination with many messages delays nobody else. Not
 * thread-safe; a million entries cost about a hundred octets each.
 */
final class Schedule {
    private final Map<Long, Job> known = new HashMap<>();
    private final PriorityQueue<Job> later =
            new PriorityQueue<>(Comparator.comparingLong(Job::dueMillis));
    private final Map<String, Lines> channels = new LinkedHashMap<>();

    /** The lines of one channel. */
    private static final class Lines {
        private final Map<String, PriorityQueue<Job>> byDestination = new HashMap<>();
        private final Queue<String> turns = new ArrayDeque<>();
        private long count;
    }

    /** Puts an entry in, or moves it. */
    void put(Job job) {
        known.put(job.number(), job);
        later.add(job);
    }

    /** Takes an entry out. */
    void remove(long number) {
        known.remove(number);
    }

    boolean knows(long number) {
        return known.containsKey(number);
    }

    /** Lines those up that have become due. */
    void advance(long nowMillis) {
        while (!later.isEmpty() && later.peek().dueMillis() <= nowMillis) {
            Job job = later.poll();
            // Moved and removed entries are left behind in the heap and dropped here.
            if (known.get(job.number()) == job) {
                Lines lines = channels.computeIfAbsent(job.channel(), c -> new Lines());
                PriorityQueue<Job> line =
                        lines.byDestination.computeIfAbsent(
                                job.destination(),
                                d -> {
                                    lines.turns.add(d);
                                    return new PriorityQueue<>();
                                });
                line.add(job);
                lines.count++;
            }
        }
    }

    /** When the next entry becomes due; empty if none waits. */
    Optional<Long> nextDue() {
        return Optional.ofNullable(later.peek()).map(Job::dueMillis);
    }

    /** Channels with entries that are due. */
    Iterable<String> dueChannels() {
        return channels.entrySet().stream()
                .filter(e -> e.getValue().count > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Entries of a channel that are due. */
    long due(String channel) {
        Lines lines = channels.get(channel);
        return lines == null ? 0 : lines.count;
    }

    /**
     * Takes the next entry of a channel.
     *
     * @param active deliveries under way to a destination
     * @param mayStart whether so many allow one more
     */
    Optional<Job> take(String channel, ToIntFunction<String> active, Predicate<Integer> mayStart) {
        Lines lines = channels.get(channel);
        if (lines == null) {
            return Optional.empty();
        }
        for (int turn = lines.turns.size(); turn > 0; turn--) {
            String destination = lines.turns.poll();
            PriorityQueue<Job> line = lines.byDestination.get(destination);
            Job next = mayStart.test(active.applyAsInt(destination)) ? poll(lines, line) : null;
            if (line.isEmpty()) {
                lines.byDestination.remove(destination);
            } else {
                lines.turns.add(destination);
            }
            if (next != null) {
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    private Job poll(Lines lines, PriorityQueue<Job> line) {
        while (!line.isEmpty()) {
            Job job = line.poll();
            lines.count--;
            if (known.remove(job.number(), job)) {
                return job;
            }
        }
        return null;
    }
}
