// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import org.tubepost.api.store.StoreSnapshot.UidRange;

/**
 * Some messages of a mailbox, as ranges of UIDs. Immutable. A range stands for the messages that
 * are there and have a UID in it: UIDs of messages that went do not tear it apart, so somebody who
 * has read everything has one range however much was expunged in between. UIDs are never given
 * twice, so such a UID never comes to mean another message.
 */
public final class UidRanges {

    /** No messages. */
    public static final UidRanges NONE = new UidRanges(new long[0]);

    /** First and last UID of each range, ascending. */
    private final long[] edges;

    private UidRanges(long[] edges) {
        this.edges = edges;
    }

    /** Some UIDs, ascending. */
    public static UidRanges of(long... uids) {
        long[] edges = new long[2 * uids.length];
        int used = 0;
        for (long uid : uids) {
            if (used > 0 && edges[used - 1] == uid - 1) {
                edges[used - 1] = uid;
            } else {
                edges[used++] = uid;
                edges[used++] = uid;
            }
        }
        return new UidRanges(Arrays.copyOf(edges, used));
    }

    /** True without any range. */
    public boolean isEmpty() {
        return edges.length == 0;
    }

    /** True when a UID is in a range. */
    public boolean contains(long uid) {
        int at = range(uid);
        return 2 * at < edges.length && edges[2 * at] <= uid;
    }

    /** The first range that ends at a UID or behind it. */
    private int range(long uid) {
        int low = 0;
        int high = edges.length / 2;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (edges[2 * middle + 1] < uid) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** How many of some messages are in a range. */
    public int count(Messages messages) {
        int[] ends = indexes(messages, 0, edges.length);
        int count = 0;
        for (int i = 0; i < ends.length; i += 2) {
            count += ends[i + 1] - ends[i];
        }
        return count;
    }

    /** Index of the first of some messages that is in no range; their number if there is none. */
    public int firstOutside(Messages messages) {
        int first = 0;
        for (int i = 0; i < edges.length && index(messages, edges[i]) <= first; i += 2) {
            first = index(messages, edges[i + 1] + 1);
        }
        return first;
    }

    /** Indexes of messages in a row. */
    interface Run {
        /** From the first to the one behind the last. */
        void indexes(int from, int to);
    }

    /** Tells those messages that are in a range, ascending. */
    void forEachRun(Messages messages, Run visitor) {
        int[] ends = indexes(messages, 0, edges.length);
        for (int i = 0; i < ends.length; i += 2) {
            visitor.indexes(ends[i], ends[i + 1]);
        }
    }

    /**
     * The same of copies of some messages.
     *
     * @param uids of the messages, ascending
     * @param copies UIDs of the copies in the same order, ascending; no other message lies between
     */
    UidRanges carried(long[] uids, long[] copies) {
        long[] result = new long[edges.length];
        int used = 0;
        int behind = 0;
        for (int i = 0; i < edges.length; i += 2) {
            int from = index(uids, behind, edges[i]);
            int to = index(uids, from, edges[i + 1] + 1);
            if (from == to) {
                continue;
            }
            if (used == 0 || from > behind) {
                result[used] = copies[from];
                used += 2;
            }
            result[used - 1] = copies[to - 1];
            behind = to;
        }
        return used == 0 ? NONE : new UidRanges(Arrays.copyOf(result, used));
    }

    private static int index(long[] uids, int from, long uid) {
        int found = Arrays.binarySearch(uids, from, uids.length, uid);
        return found >= 0 ? found : -found - 1;
    }

    /** These messages and those. */
    public UidRanges plus(UidRanges those, Messages messages) {
        return those.isEmpty()
                ? this
                : combined(those, true, messages, those.first(), those.last());
    }

    /** These messages without those. */
    public UidRanges minus(UidRanges those, Messages messages) {
        return those.isEmpty()
                ? this
                : combined(those, false, messages, those.first(), those.last());
    }

    private long first() {
        return edges[0];
    }

    private long last() {
        return edges[edges.length - 1];
    }

    /**
     * The same messages when others have gone: in as few ranges as there can be, each from one
     * message that is there to another. This very object if it is so.
     *
     * @param low the smallest UID that has gone
     * @param high the largest
     */
    UidRanges settled(Messages messages, long low, long high) {
        UidRanges settled = combined(NONE, true, messages, low, high);
        return settled.equals(this) ? this : settled;
    }

    /**
     * Walks along the ends of both; what is in between belongs to the result or does not. Ranges
     * away from where something is changed stay as they are, but for one on each side, which may
     * come to touch.
     */
    private UidRanges combined(
            UidRanges those, boolean plus, Messages messages, long low, long high) {
        int from = 2 * Math.max(0, range(low) - 1);
        int to = Math.min(edges.length, 2 * range(high) + 4);
        int[] mine = indexes(messages, from, to);
        int[] other = those.indexes(messages, 0, those.edges.length);
        long[] result = new long[from + mine.length + other.length + edges.length - to];
        System.arraycopy(edges, 0, result, 0, from);
        int used = from;
        int m = 0;
        int o = 0;
        while (m < mine.length || o < other.length) {
            int at =
                    Math.min(
                            m < mine.length ? mine[m] : Integer.MAX_VALUE,
                            o < other.length ? other[o] : Integer.MAX_VALUE);
            m = behind(mine, m, at);
            o = behind(other, o, at);
            boolean in = m % 2 == 1;
            boolean inOther = o % 2 == 1;
            boolean belongs = plus ? in || inOther : in && !inOther;
            if (belongs != (used % 2 == 1)) {
                result[used++] = messages.uid(belongs ? at : at - 1);
            }
        }
        System.arraycopy(edges, to, result, used, edges.length - to);
        used += edges.length - to;
        return used == 0 ? NONE : new UidRanges(Arrays.copyOf(result, used));
    }

    /** Passes the ends here: one, or an even number where a range is empty or two touch. */
    private static int behind(int[] ends, int from, int at) {
        int next = from;
        while (next < ends.length && ends[next] == at) {
            next++;
        }
        return next;
    }

    /** For each of some ranges the index of its first message and the one behind its last. */
    private int[] indexes(Messages messages, int from, int to) {
        int[] ends = new int[to - from];
        for (int i = 0; i < ends.length; i += 2) {
            ends[i] = index(messages, edges[from + i]);
            ends[i + 1] = index(messages, edges[from + i + 1] + 1);
        }
        return ends;
    }

    /** Index of the first message that has this UID or a larger one. */
    private static int index(Messages messages, long uid) {
        int found = messages.indexOf(uid);
        return found >= 0 ? found : -found - 1;
    }

    /** All ranges, ascending; a look at this object, for there may be very many. */
    public List<UidRange> list() {
        return new AbstractList<>() {
            @Override
            public UidRange get(int index) {
                return new UidRange(edges[2 * index], edges[2 * index + 1]);
            }

            @Override
            public int size() {
                return edges.length / 2;
            }
        };
    }

    /** Octets that it takes in memory, about. */
    long memory() {
        return 40 + 8L * edges.length;
    }

    /** Writes all ranges. */
    public void encode(RecordWriter to) {
        to.number(edges.length / 2);
        long last = 0;
        for (long edge : edges) {
            to.number(edge - last);
            last = edge;
        }
    }

    /** Reads what {@link #encode} wrote. */
    public static UidRanges decode(RecordReader from) {
        long[] edges = new long[2 * from.count()];
        long last = 0;
        for (int i = 0; i < edges.length; i++) {
            last = edges[i] = last + from.number();
        }
        return new UidRanges(edges);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UidRanges that && Arrays.equals(edges, that.edges);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(edges);
    }

    @Override
    public String toString() {
        return list().toString();
    }
}
