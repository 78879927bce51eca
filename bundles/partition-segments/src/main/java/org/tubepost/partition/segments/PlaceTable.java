// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.tubepost.journal.Appended;
import org.tubepost.journal.Extent;
import org.tubepost.journal.JournalRecord;

/**
 * Where every content is, now: the derived index, and on top of it what changed since its last
 * checkpoint. Also how many octets of each segment are alive. Thread-safe; every method is short.
 */
final class PlaceTable {
    private static final long OVERHEAD = 48;

    private final PlaceIndex index;

    /**
     * Taken before this object's monitor by who moves or releases: a copy that lies behind the
     * tombstone of its content would bring the content back when the journal is replayed. Not the
     * monitor itself, so that readers need not wait for the tombstone's write.
     */
    private final Object relocating = new Object();

    private final Map<Long, Long> stretchOwners = new HashMap<>();
    private final Map<Long, Extent> looseStretches = new HashMap<>();
    private final TreeMap<Long, Long> live;
    private TreeMap<Long, PlaceIndex.Change> changed = new TreeMap<>();
    private TreeMap<Long, PlaceIndex.Change> beingSaved = new TreeMap<>();
    private long octets;

    PlaceTable(PlaceIndex index) {
        this.index = index;
        this.octets = index.octets();
        this.live = new TreeMap<>(index.live());
    }

    /** Where a content is; null if it is not there. */
    synchronized Place place(long number) {
        PlaceIndex.Change change = changed.getOrDefault(number, beingSaved.get(number));
        return change == null ? index.place(number) : change.place();
    }

    /** A stretch was written or moved, before or after the content that it belongs to. */
    synchronized void stretch(long original, Extent extent) {
        long owner = stretchOwners.getOrDefault(original, 0L);
        owner = owner == 0 ? index.ownerOf(original) : owner;
        Place place = owner == 0 ? null : place(owner);
        alive(extent, 1);
        if (place == null) {
            Extent before = looseStretches.put(original, extent);
            alive(before, -1);
            return;
        }
        Extent before = place.stretch(original);
        alive(before, -1);
        octets += before == null ? extent.length() : 0;
        changed.put(owner, new PlaceIndex.Change(place.withStretch(original, extent), null));
    }

    /** A stretch belongs to nothing and never will. */
    synchronized void dropStretch(long original) {
        alive(looseStretches.remove(original), -1);
    }

    /** A content was written or moved. */
    synchronized void content(long number, Extent record, int headLength, long[] stretches) {
        Place before = place(number);
        alive(record, 1);
        if (before != null) {
            alive(before.record(), -1);
            changed.put(number, new PlaceIndex.Change(before.withRecord(record), null));
            return;
        }
        Extent[] extents = new Extent[stretches.length];
        for (int i = 0; i < stretches.length; i++) {
            extents[i] = looseStretches.remove(stretches[i]);
            stretchOwners.put(stretches[i], number);
        }
        Place place = new Place(record, headLength, stretches, extents);
        octets += place.size();
        changed.put(number, new PlaceIndex.Change(place, null));
    }

    /** A content is not needed any more; false if it was not there. */
    synchronized boolean release(long number) {
        Place before = place(number);
        if (before == null) {
            return false;
        }
        before.all().forEach(e -> alive(e, -1));
        for (long stretch : before.stretches()) {
            stretchOwners.remove(stretch);
        }
        octets -= before.size();
        changed.put(number, new PlaceIndex.Change(null, before));
        return true;
    }

    /** Appends the record that says which contents are not needed any more. */
    interface Tombstone {
        Appended append() throws IOException;
    }

    /** Releases contents when their tombstone is written; none of them is moved meanwhile. */
    Appended release(Collection<Long> numbers, Tombstone tombstone) throws IOException {
        synchronized (relocating) {
            Appended appended = tombstone.append();
            numbers.forEach(this::release);
            return appended;
        }
    }

    /** True when an extent is where this stretch is. */
    private boolean isStretchAt(long original, Extent extent) {
        long owner = stretchOwners.getOrDefault(original, 0L);
        owner = owner == 0 ? index.ownerOf(original) : owner;
        Place place = owner == 0 ? null : place(owner);
        Extent now = place == null ? looseStretches.get(original) : place.stretch(original);
        return extent.equals(now);
    }

    /** Copies a record to the end of the journal. */
    interface Copy {
        Appended copy(JournalRecord record) throws IOException;
    }

    /** Moves a stretch if it is still needed where it is; nothing can release it meanwhile. */
    void moveStretch(JournalRecord record, Copy copy) throws IOException {
        synchronized (relocating) {
            synchronized (this) {
                if (isStretchAt(record.original(), record.extent())) {
                    stretch(record.original(), copy.copy(record).extent());
                }
            }
        }
    }

    /** Moves the record that ends a content if it is still needed where it is. */
    void moveContent(JournalRecord record, Copy copy) throws IOException {
        synchronized (relocating) {
            synchronized (this) {
                Place place = place(record.original());
                if (place != null && place.record().equals(record.extent())) {
                    content(
                            record.original(),
                            copy.copy(record).extent(),
                            place.headLength(),
                            place.stretches());
                }
            }
        }
    }

    /** Writes where loose stretches are now over where they were. */
    synchronized void locate(List<Long> stretches, List<Extent> extents) {
        for (int i = 0; i < stretches.size(); i++) {
            Extent now = looseStretches.get(stretches.get(i));
            if (now != null) {
                extents.set(i, now);
            }
        }
    }

    /** Tells numbers below a limit. */
    void forEach(long below, LongConsumer visitor) {
        TreeSet<Long> gone = new TreeSet<>();
        TreeSet<Long> fresh = new TreeSet<>();
        synchronized (this) {
            for (Map<Long, PlaceIndex.Change> map : List.of(beingSaved, changed)) {
                map.forEach(
                        (number, change) -> {
                            gone.add(number);
                            if (change.place() == null) {
                                fresh.remove(number);
                            } else {
                                fresh.add(number);
                            }
                        });
            }
        }
        index.forEach(
                below,
                number -> {
                    if (!gone.contains(number)) {
                        visitor.accept(number);
                    }
                });
        fresh.headSet(below).forEach(visitor::accept);
    }

    /** Live octets of a segment. */
    synchronized long liveOctets(long segment) {
        return live.getOrDefault(segment, 0L);
    }

    synchronized void dropSegment(long segment) {
        live.remove(segment);
    }

    /** Octets of all contents. */
    synchronized long octets() {
        return octets;
    }

    synchronized boolean isDirty() {
        return !changed.isEmpty();
    }

    synchronized int changes() {
        return changed.size();
    }

    /** Drops stretches whose content was never written; at the end of a replay. */
    synchronized int dropLooseStretches() {
        int count = looseStretches.size();
        looseStretches.values().forEach(e -> alive(e, -1));
        looseStretches.clear();
        return count;
    }

    /** Smallest number of a stretch whose content is not written yet; the given one if none. */
    synchronized long firstLooseStretch(long otherwise) {
        return looseStretches.keySet().stream()
                .mapToLong(Long::longValue)
                .reduce(otherwise, Math::min);
    }

    /**
     * What changed, to be saved; {@link #saved} must follow.
     *
     * @param octets of all contents
     * @param changed places
     * @param live live octets by segment
     */
    record Unsaved(long octets, Map<Long, PlaceIndex.Change> changed, Map<Long, Long> live) {}

    synchronized Unsaved takeUnsaved() {
        beingSaved = changed;
        changed = new TreeMap<>();
        return new Unsaved(octets, beingSaved, new TreeMap<>(live));
    }

    /** What was taken is in the index, or is not. */
    synchronized void saved(boolean done) {
        if (done) {
            beingSaved.forEach(
                    (number, change) -> {
                        Place place = change.place();
                        for (int i = 0; place != null && i < place.stretches().length; i++) {
                            if (!changed.containsKey(number)) {
                                stretchOwners.remove(place.stretches()[i]);
                            }
                        }
                    });
        } else {
            TreeMap<Long, PlaceIndex.Change> all = new TreeMap<>(beingSaved);
            all.putAll(changed);
            changed = all;
        }
        beingSaved = new TreeMap<>();
    }

    private void alive(Extent extent, int sign) {
        if (extent != null) {
            live.merge(extent.segment(), sign * (OVERHEAD + extent.length()), Long::sum);
        }
    }
}
