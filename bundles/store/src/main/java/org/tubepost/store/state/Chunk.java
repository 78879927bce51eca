// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MessageRecord;

/**
 * Up to {@value #MAX} messages of a mailbox in columns, by ascending UID: about 52 octets a
 * message. Immutable to the eye. What never changes of a message is shared between the versions of
 * a chunk; a change of flags copies two columns; an append at the end writes behind the end that
 * older versions know, so only the newest version may be appended to.
 */
final class Chunk {
    static final int MAX = 256;
    private static final int SMALLEST = 4;

    private final FixedColumns fixed;
    private final long[] modSeqs;
    private final Flags[] flags;
    private final int length;
    private final long maxModSeq;
    private final int unseen;
    private final long octets;

    private Chunk(FixedColumns fixed, long[] modSeqs, Flags[] flags, int length) {
        this.fixed = fixed;
        this.modSeqs = modSeqs;
        this.flags = flags;
        this.length = length;
        long highest = 0;
        int unread = 0;
        long sum = 0;
        Flags last = null;
        int weight = 0;
        for (int i = 0; i < length; i++) {
            highest = Math.max(highest, modSeqs[i]);
            if (flags[i] != last) {
                last = flags[i];
                weight = last.has(Flags.SEEN) ? 0 : 1;
            }
            unread += weight;
            sum += fixed.sizes[i];
        }
        this.maxModSeq = highest;
        this.unseen = unread;
        this.octets = sum;
    }

    private Chunk(
            Chunk before, FixedColumns fixed, long[] modSeqs, Flags[] flags, Row row, long modSeq) {
        this.fixed = fixed;
        this.modSeqs = modSeqs;
        this.flags = flags;
        this.length = before.length + 1;
        this.maxModSeq = modSeq;
        this.unseen = before.unseen + (row.flags().has(Flags.SEEN) ? 0 : 1);
        this.octets = before.octets + row.size();
    }

    /** An empty chunk whose first message will have this UID. */
    static Chunk empty(long base) {
        return new Chunk(
                new FixedColumns(base, SMALLEST), new long[SMALLEST], new Flags[SMALLEST], 0);
    }

    /** Smallest UID that was ever in this chunk; names it in the index. */
    long base() {
        return fixed.base;
    }

    int length() {
        return length;
    }

    boolean isFull() {
        return length == MAX;
    }

    long maxModSeq() {
        return maxModSeq;
    }

    int unseen() {
        return unseen;
    }

    long octets() {
        return octets;
    }

    long uid(int index) {
        return fixed.uids[index];
    }

    long lastUid() {
        return fixed.uids[length - 1];
    }

    long modSeq(int index) {
        return modSeqs[index];
    }

    Flags flags(int index) {
        return flags[index];
    }

    ContentLocator content(int index) {
        return fixed.content(index);
    }

    MessageRecord record(int index) {
        return new MessageRecord(
                fixed.uids[index],
                modSeqs[index],
                flags[index],
                Instant.ofEpochSecond(fixed.dates[index]),
                Instant.ofEpochSecond(fixed.saved[index]),
                fixed.sizes[index],
                fixed.emailId(index));
    }

    /** The message as it would come into another mailbox. */
    Row row(int index, long uid, long savedAt) {
        return new Row(
                uid,
                content(index),
                fixed.origin(index),
                flags[index],
                fixed.dates[index],
                savedAt,
                fixed.sizes[index],
                DeliveryKey.NONE);
    }

    int indexOf(long uid) {
        return Arrays.binarySearch(fixed.uids, 0, length, uid);
    }

    Chunk append(Row row, long modSeq) {
        FixedColumns into = fixed;
        long[] sequences = modSeqs;
        Flags[] marks = flags;
        if (length == into.uids.length) {
            int capacity = Math.min(MAX, length * 2);
            into = new FixedColumns(fixed.base, capacity);
            for (int i = 0; i < length; i++) {
                into.copyFrom(fixed, i, i);
            }
            sequences = Arrays.copyOf(modSeqs, capacity);
            marks = Arrays.copyOf(flags, capacity);
        }
        into.set(length, row);
        sequences[length] = modSeq;
        marks[length] = FlagSets.share(row.flags());
        return new Chunk(this, into, sequences, marks, row, modSeq);
    }

    /** With other, shared, flags at these indexes. */
    Chunk withFlags(Map<Integer, Flags> changes, long modSeq) {
        long[] sequences = modSeqs.clone();
        Flags[] marks = flags.clone();
        changes.forEach(
                (index, value) -> {
                    sequences[index] = modSeq;
                    marks[index] = value;
                });
        return new Chunk(fixed, sequences, marks, length);
    }

    /**
     * With a modification sequence at these indexes, where something was changed beside flags. This
     * very chunk if they have it, as messages do that came with the same record.
     */
    Chunk touched(BitSet indexes, long modSeq) {
        if (indexes.stream().allMatch(index -> modSeqs[index] == modSeq)) {
            return this;
        }
        long[] sequences = modSeqs.clone();
        indexes.stream().forEach(index -> sequences[index] = modSeq);
        return new Chunk(fixed, sequences, flags.clone(), length);
    }

    /** With contents elsewhere at these indexes; nothing that a client sees is changed. */
    Chunk withContents(Map<Integer, ContentLocator> places) {
        FixedColumns moved = new FixedColumns(fixed.base, modSeqs.length);
        for (int i = 0; i < length; i++) {
            moved.copyFrom(fixed, i, i);
        }
        places.forEach((index, place) -> moved.place(index, place, fixed.origin(index)));
        return new Chunk(moved, modSeqs.clone(), flags.clone(), length);
    }

    /** Without the messages at these indexes. */
    Chunk without(BitSet indexes) {
        int left = length - indexes.cardinality();
        int capacity = Math.max(SMALLEST, left);
        FixedColumns kept = new FixedColumns(fixed.base, capacity);
        long[] sequences = new long[capacity];
        Flags[] marks = new Flags[capacity];
        int to = 0;
        for (int i = indexes.nextClearBit(0); i < length; i = indexes.nextClearBit(i + 1)) {
            kept.copyFrom(fixed, i, to);
            sequences[to] = modSeqs[i];
            marks[to] = flags[i];
            to++;
        }
        return new Chunk(kept, sequences, marks, left);
    }

    /** This chunk and the one behind it as one. */
    Chunk join(Chunk next) {
        int total = length + next.length;
        FixedColumns all = new FixedColumns(fixed.base, total);
        long[] sequences = new long[total];
        Flags[] marks = new Flags[total];
        int to = 0;
        for (Chunk part : List.of(this, next)) {
            for (int i = 0; i < part.length; i++) {
                all.copyFrom(part.fixed, i, to);
                sequences[to] = part.modSeqs[i];
                marks[to] = part.flags[i];
                to++;
            }
        }
        return new Chunk(all, sequences, marks, total);
    }

    long memory() {
        return 128 + (16L + fixed.memory()) * modSeqs.length;
    }

    void encode(RecordWriter to) {
        Map<Flags, Integer> flagTable = new LinkedHashMap<>();
        Map<String, Integer> partitionTable = new LinkedHashMap<>();
        for (int i = 0; i < length; i++) {
            flagTable.putIfAbsent(flags[i], flagTable.size());
            partitionTable.putIfAbsent(fixed.partition(i), partitionTable.size());
            partitionTable.putIfAbsent(fixed.origin(i).partition(), partitionTable.size());
        }
        to.number(fixed.base).number(length).number(flagTable.size());
        flagTable.keySet().forEach(f -> FlagSets.encode(f, to));
        to.number(partitionTable.size());
        partitionTable.keySet().forEach(to::text);
        long uid = fixed.base;
        long modSeq = 0;
        long date = 0;
        long number = 0;
        for (int i = 0; i < length; i++) {
            to.number(fixed.uids[i] - uid).signed(modSeqs[i] - modSeq);
            to.number(flagTable.get(flags[i])).signed(fixed.dates[i] - date);
            to.signed(fixed.saved[i] - fixed.dates[i]).number(fixed.sizes[i]);
            encodePlace(i, number, partitionTable, to);
            uid = fixed.uids[i];
            modSeq = modSeqs[i];
            date = fixed.dates[i];
            number = fixed.number(i);
        }
    }

    /**
     * Partition and number; of a content that was moved, the partition's index is that far behind
     * the end of the table, and where it was at first follows.
     */
    private void encodePlace(
            int index, long before, Map<String, Integer> partitionTable, RecordWriter to) {
        int behind = fixed.isMoved(index) ? partitionTable.size() : 0;
        to.number(partitionTable.get(fixed.partition(index)) + behind);
        to.signed(fixed.number(index) - before);
        if (behind > 0) {
            ContentLocator origin = fixed.origin(index);
            to.number(partitionTable.get(origin.partition())).number(origin.number());
        }
    }

    static Chunk decode(RecordReader from) {
        long base = from.number();
        int length = from.count();
        Map<Integer, Flags> flagTable = new HashMap<>();
        for (int i = from.count(); i > 0; i--) {
            flagTable.put(flagTable.size(), FlagSets.share(FlagSets.decode(from)));
        }
        Map<Integer, String> partitionTable = new HashMap<>();
        for (int i = from.count(); i > 0; i--) {
            partitionTable.put(partitionTable.size(), from.text());
        }
        int capacity = Math.max(SMALLEST, length);
        FixedColumns into = new FixedColumns(base, capacity);
        long[] sequences = new long[capacity];
        Flags[] marks = new Flags[capacity];
        long uid = base;
        long modSeq = 0;
        long date = 0;
        long number = 0;
        for (int i = 0; i < length; i++) {
            uid = into.uids[i] = uid + from.number();
            modSeq = sequences[i] = modSeq + from.signed();
            marks[i] = flagTable.get((int) from.number());
            date = into.dates[i] = date + from.signed();
            into.saved[i] = date + from.signed();
            into.sizes[i] = from.number();
            int partition = (int) from.number();
            number = number + from.signed();
            ContentLocator content =
                    new ContentLocator(
                            partitionTable.get(partition % partitionTable.size()), number);
            ContentLocator origin =
                    partition < partitionTable.size()
                            ? content
                            : new ContentLocator(
                                    partitionTable.get((int) from.number()), from.number());
            into.place(i, content, origin);
        }
        return new Chunk(into, sequences, marks, length);
    }
}
