// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import java.util.Arrays;
import java.util.function.IntConsumer;

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
        return 2 * low < edges.length && edges[2 * low] <= uid;
    }

    /** How many of some messages are in a range. */
    public int count(Messages messages) {
        int[] ends = indexes(messages);
        int count = 0;
        for (int i = 0; i < ends.length; i += 2) {
            count += ends[i + 1] - ends[i];
        }
        return count;
    }

    /** Index of the first of some messages that is in no range; their number if there is none. */
    public int firstOutside(Messages messages) {
        int first = 0;
        int[] ends = indexes(messages);
        for (int i = 0; i < ends.length && ends[i] <= first; i += 2) {
            first = Math.max(first, ends[i + 1]);
        }
        return first;
    }

    /** Tells the indexes of those messages that are in a range, ascending. */
    void forEachIndex(Messages messages, IntConsumer visitor) {
        int[] ends = indexes(messages);
        for (int i = 0; i < ends.length; i += 2) {
            for (int index = ends[i]; index < ends[i + 1]; index++) {
                visitor.accept(index);
            }
        }
    }

    /** These messages and those. */
    UidRanges plus(UidRanges those, Messages messages) {
        return combined(those, true, messages);
    }

    /** These messages without those. */
    UidRanges minus(UidRanges those, Messages messages) {
        return combined(those, false, messages);
    }

    /**
     * The same messages in as few ranges as there can be, each from one message that is there to
     * another; this very object if it is so.
     */
    UidRanges settled(Messages messages) {
        UidRanges settled = combined(NONE, true, messages);
        return settled.equals(this) ? this : settled;
    }

    /** Walks along the ends of both; what is in between belongs to the result or does not. */
    private UidRanges combined(UidRanges those, boolean plus, Messages messages) {
        int[] mine = indexes(messages);
        int[] other = those.indexes(messages);
        long[] result = new long[mine.length + other.length];
        int used = 0;
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

    /** For each range the index of its first message and the one behind its last. */
    private int[] indexes(Messages messages) {
        int[] ends = new int[edges.length];
        for (int i = 0; i < ends.length; i += 2) {
            ends[i] = index(messages, edges[i]);
            ends[i + 1] = index(messages, edges[i + 1] + 1);
        }
        return ends;
    }

    /** Index of the first message that has this UID or a larger one. */
    private static int index(Messages messages, long uid) {
        int found = messages.indexOf(uid);
        return found >= 0 ? found : -found - 1;
    }

    /** As IMAP writes a set of UIDs: {@code 1:5,9}; empty without any. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < edges.length; i += 2) {
            text.append(i == 0 ? "" : ",").append(edges[i]);
            if (edges[i + 1] > edges[i]) {
                text.append(':').append(edges[i + 1]);
            }
        }
        return text.toString();
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
        return text();
    }
}
