// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import java.util.Collections;
import java.util.List;
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

    /** Users who have read something, in order. */
    public List<String> users() {
        return read.isEmpty() ? List.of() : List.copyOf(read.keySet());
    }

    /** What a user has read. */
    public UidRanges by(String user) {
        return read.getOrDefault(user, UidRanges.NONE);
    }

    /** A user has read some messages, or wants to read them again. */
    Readers marked(String user, UidRanges uids, boolean on, Messages messages) {
        UidRanges before = by(user);
        UidRanges after = on ? before.plus(uids, messages) : before.minus(uids, messages);
        return with(user, after);
    }

    /** Nobody knows that user any more. */
    Readers without(String user) {
        return with(user, UidRanges.NONE);
    }

    private Readers with(String user, UidRanges ranges) {
        SortedMap<String, UidRanges> after = new TreeMap<>(read);
        if (ranges.isEmpty()) {
            after.remove(user);
        } else {
            after.put(user, ranges);
        }
        return of(after);
    }

    /** When messages have gone, see {@link UidRanges#settled}. */
    Readers settled(Messages messages, long[] gone) {
        if (gone.length == 0) {
            return this;
        }
        long low = LongStream.of(gone).min().getAsLong();
        long high = LongStream.of(gone).max().getAsLong();
        Readers settled = this;
        for (String user : users()) {
            UidRanges ranges = by(user).settled(messages, low, high);
            if (ranges != by(user)) {
                settled = settled.with(user, ranges);
            }
        }
        return settled;
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
}
