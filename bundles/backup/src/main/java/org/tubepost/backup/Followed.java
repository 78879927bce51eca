// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tubepost.api.store.MailboxView;

/**
 * Messages of a folder here that came from a folder of another server and that nobody here has
 * changed since, with their UIDs on both sides. Kept as runs in which both count alike, for that is
 * what an import makes: of a folder whose UIDs were kept it is one. A run may go over UIDs that no
 * message has.
 */
final class Followed {
    /** Letters of the written form, at most: what is beyond is forgotten, shortest runs first. */
    private static final int LENGTH_AT_MOST = 48_000;

    private static final int RADIX = Character.MAX_RADIX;

    private final TreeMap<Long, Run> byOurs = new TreeMap<>();
    private final TreeMap<Long, Run> byTheirs = new TreeMap<>();

    private record Run(long ours, long theirs, long length) {
        long distance() {
            return theirs - ours;
        }
    }

    /** Reads what {@link #toString} wrote. */
    static Followed of(String text) {
        Followed all = new Followed();
        long end = 0;
        long distance = 0;
        for (String run : text.isBlank() ? new String[0] : text.strip().split(" ")) {
            String[] numbers = run.split(",");
            long ours = end + Long.parseLong(numbers[0], RADIX);
            long length = Long.parseLong(numbers[1], RADIX);
            distance += Long.parseLong(numbers[2], RADIX);
            all.put(new Run(ours, ours + distance, length));
            end = ours + length;
        }
        return all;
    }

    private void put(Run run) {
        byOurs.put(run.ours, run);
        byTheirs.put(run.theirs, run);
    }

    private void drop(Run run) {
        byOurs.remove(run.ours);
        byTheirs.remove(run.theirs);
    }

    boolean isEmpty() {
        return byOurs.isEmpty();
    }

    /**
     * A message came, with a larger UID here than those before.
     *
     * @param view of the folder here, with the message
     */
    void add(long ours, long theirs, MailboxView view) {
        long earlier = ours(theirs);
        if (earlier != 0) {
            // It comes again: runs never overlap.
            remove(earlier);
        }
        Map.Entry<Long, Run> last = byOurs.lastEntry();
        if (last != null) {
            Run run = last.getValue();
            long end = run.ours + run.length;
            int before = view.indexOf(end - 1);
            int next = before >= 0 ? before + 1 : -before - 1;
            // Messages in between came by another way.
            Long later = byTheirs.higherKey(run.theirs);
            if (run.distance() == theirs - ours
                    && view.indexOf(ours) == next
                    && (later == null || later > theirs)) {
                drop(run);
                put(new Run(run.ours, run.theirs, ours + 1 - run.ours));
                return;
            }
        }
        put(new Run(ours, theirs, 1));
    }

    /** Somebody here has changed a message. */
    void remove(long ours) {
        Map.Entry<Long, Run> found = byOurs.floorEntry(ours);
        if (found == null || !has(ours)) {
            return;
        }
        Run run = found.getValue();
        drop(run);
        long before = ours - run.ours;
        if (before > 0) {
            put(new Run(run.ours, run.theirs, before));
        }
        if (before + 1 < run.length) {
            put(new Run(ours + 1, ours + 1 + run.distance(), run.length - before - 1));
        }
    }

    /** True for a message that is followed, by its UID here. */
    boolean has(long ours) {
        Map.Entry<Long, Run> found = byOurs.floorEntry(ours);
        return found != null && ours < found.getKey() + found.getValue().length;
    }

    /** UID here of a message there; 0 if it is not followed. */
    long ours(long theirs) {
        Map.Entry<Long, Run> found = byTheirs.floorEntry(theirs);
        return found != null && theirs < found.getKey() + found.getValue().length
                ? theirs - found.getValue().distance()
                : 0;
    }

    /** As text in ASCII, not longer than an annotation may be. */
    @Override
    public String toString() {
        String text = text();
        for (long shortest = 1; text.length() > LENGTH_AT_MOST; shortest *= 2) {
            long atMost = shortest;
            List<Run> few = new ArrayList<>(byOurs.values());
            few.removeIf(run -> run.length > atMost);
            few.forEach(this::drop);
            text = text();
        }
        return text;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        long end = 0;
        long distance = 0;
        for (Run run : byOurs.values()) {
            text.append(text.isEmpty() ? "" : " ");
            text.append(Long.toString(run.ours - end, RADIX)).append(',');
            text.append(Long.toString(run.length, RADIX)).append(',');
            text.append(Long.toString(run.distance() - distance, RADIX));
            end = run.ours + run.length;
            distance = run.distance();
        }
        return text.toString();
    }
}
