// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Which messages of a mailbox have been read by users other than its owner, whose is the flag
 * {@code \Seen}. Immutable; what a change does not touch is the same object before and after.
 */
public final class Readers {

    /** Nobody has read anything. */
    public static final Readers NONE = new Readers(new TreeMap<>());

    private final SortedMap<String, UidRanges> read;

    private Readers(SortedMap<String, UidRanges> read) {
        this.read = Collections.unmodifiableSortedMap(read);
    }

    /**
     * What each of some users has read.
     *
     * @param read not empty for any user; nobody may change it from now on
     */
    public static Readers of(SortedMap<String, UidRanges> read) {
        return read.isEmpty() ? NONE : new Readers(read);
    }

    /** What one user has read. */
    public static Readers of(String user, UidRanges uids) {
        return of(with(new TreeMap<>(), user, uids));
    }

    /** Users who have read something, in order. */
    public List<String> users() {
        return read.isEmpty() ? List.of() : List.copyOf(read.keySet());
    }

    /** What a user has read. */
    public UidRanges by(String user) {
        return read.getOrDefault(user, UidRanges.NONE);
    }

    /** Users have read some messages, or want to read them again. */
    Readers marked(Readers those, boolean on, Messages messages) {
        SortedMap<String, UidRanges> after = new TreeMap<>(read);
        those.read.forEach(
                (user, uids) -> {
                    UidRanges before = by(user);
                    with(
                            after,
                            user,
                            on ? before.plus(uids, messages) : before.minus(uids, messages));
                });
        return of(after);
    }

    /** Nobody knows that user any more. */
    Readers without(String user) {
        return of(with(new TreeMap<>(read), user, UidRanges.NONE));
    }

    private static SortedMap<String, UidRanges> with(
            SortedMap<String, UidRanges> read, String user, UidRanges uids) {
        if (uids.isEmpty()) {
            read.remove(user);
        } else {
            read.put(user, uids);
        }
        return read;
    }

    /**
     * Messages come into another mailbox: whoever has read them has read the copies.
     *
     * @param uids of the messages, ascending
     * @param copies UIDs of the copies, see {@link UidRanges#carried}
     */
    public Readers carried(long[] uids, long[] copies) {
        SortedMap<String, UidRanges> carried = new TreeMap<>();
        read.forEach((user, ranges) -> with(carried, user, ranges.carried(uids, copies)));
        return of(carried);
    }

    /** Indexes of those messages that anybody has read. */
    BitSet indexes(Messages messages) {
        BitSet indexes = new BitSet();
        read.values().forEach(ranges -> ranges.forEachRun(messages, indexes::set));
        return indexes;
    }

    /** When messages have gone, see {@link UidRanges#settled}. */
    Readers settled(Messages messages, long[] gone) {
        if (gone.length == 0) {
            return this;
        }
        long low = LongStream.of(gone).min().getAsLong();
        long high = LongStream.of(gone).max().getAsLong();
        SortedMap<String, UidRanges> settled = null;
        for (Map.Entry<String, UidRanges> entry : read.entrySet()) {
            UidRanges ranges = entry.getValue().settled(messages, low, high);
            if (ranges != entry.getValue()) {
                settled = settled == null ? new TreeMap<>(read) : settled;
                with(settled, entry.getKey(), ranges);
            }
        }
        return settled == null ? this : of(settled);
    }

    /** Octets that this takes in memory, about. */
    long memory() {
        long sum = 32;
        for (SortedMap.Entry<String, UidRanges> entry : read.entrySet()) {
            sum += 120 + 2L * entry.getKey().length() + entry.getValue().memory();
        }
        return sum;
    }

    /** Writes users and what they have read. */
    void encode(RecordWriter to) {
        to.number(read.size());
        read.forEach((user, ranges) -> ranges.encode(to.text(user)));
    }

    /** Reads what {@link #encode} wrote. */
    static Readers decode(RecordReader from) {
        SortedMap<String, UidRanges> read = new TreeMap<>();
        for (int i = from.count(); i > 0; i--) {
            read.put(from.text(), UidRanges.decode(from));
        }
        return of(read);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Readers that && read.equals(that.read);
    }

    @Override
    public int hashCode() {
        return read.hashCode();
    }

    @Override
    public String toString() {
        return read.toString();
    }
}
