// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * What is to be looked at, and when; each thing once however often it is asked for, at the earliest
 * time that was named. Times are nanoseconds of any clock that only goes forward. Used under the
 * lock of its owner.
 */
final class Agenda {
    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private final Map<Task, Long> due = new HashMap<>();

    /**
     * A look at the store.
     *
     * @param owner whose mailboxes
     * @param folder the one that got messages; empty for all, to add what is missing and drop what
     *     is gone
     */
    record Task(String owner, String folder) {
        static Task whole(String owner) {
            return new Task(owner, "");
        }

        boolean isWhole() {
            return folder.isEmpty();
        }
    }

    private record Entry(Task task, long at) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return Long.signum(at - other.at);
        }
    }

    /** Asks for a look at a time. */
    void add(Task task, long at) {
        Long known = due.get(task);
        if (known == null || at - known < 0) {
            due.put(task, at);
            entries.add(new Entry(task, at));
        }
    }

    /** Takes what is due, the longest due first. */
    Optional<Task> poll(long now) {
        for (Entry first = entries.peek();
                first != null && first.at - now <= 0;
                first = entries.peek()) {
            entries.remove();
            if (due.remove(first.task, first.at)) {
                return Optional.of(first.task);
            }
        }
        return Optional.empty();
    }

    /** Nanoseconds until something is due, at most a limit; 0 if something is. */
    long nanosUntilDue(long now, long limit) {
        Entry first = entries.peek();
        return first == null ? limit : Math.max(0, Math.min(limit, first.at - now));
    }

    /** Owners with something that is due by a time. */
    int owners(long by) {
        Set<String> owners = new HashSet<>();
        due.forEach(
                (task, at) -> {
                    if (at - by <= 0) {
                        owners.add(task.owner());
                    }
                });
        return owners.size();
    }
}
