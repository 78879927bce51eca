// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.util.List;
import java.util.StringJoiner;

/**
 * A set of message numbers or UIDs (RFC 3501, sequence-set). {@code *} is {@link #STAR}.
 *
 * @param ranges as written
 * @param saved {@code $}: the messages that a search has saved (RFC 5182)
 */
public record SequenceSet(List<Range> ranges, boolean saved) {

    /** The messages that a search has saved. */
    public static final SequenceSet SAVED = new SequenceSet(List.of(), true);

    /** Stands for the largest number in use. */
    public static final long STAR = Long.MAX_VALUE;

    /** Copies the list. */
    public SequenceSet {
        ranges = List.copyOf(ranges);
    }

    /** Of ranges. */
    public SequenceSet(List<Range> ranges) {
        this(ranges, false);
    }

    /**
     * A range; either end may be the larger one.
     *
     * @param first one end
     * @param last the other end
     */
    public record Range(long first, long last) {

        /** Smaller end when the largest number in use is known. */
        public long low(long largest) {
            return Math.min(at(first, largest), at(last, largest));
        }

        /** Larger end when the largest number in use is known. */
        public long high(long largest) {
            return Math.max(at(first, largest), at(last, largest));
        }

        private static long at(long end, long largest) {
            return end == STAR ? largest : end;
        }
    }

    /** True when a number is in the set. */
    public boolean contains(long number, long largest) {
        for (Range range : ranges) {
            if (number >= range.low(largest) && number <= range.high(largest)) {
                return true;
            }
        }
        return false;
    }

    /** The shortest written form of ascending numbers; empty for none. */
    public static String format(List<Long> ascending) {
        StringJoiner joined = new StringJoiner(",");
        int at = 0;
        while (at < ascending.size()) {
            int end = at;
            while (end + 1 < ascending.size() && ascending.get(end + 1) == ascending.get(end) + 1) {
                end++;
            }
            joined.add(
                    end == at
                            ? ascending.get(at).toString()
                            : ascending.get(at) + ":" + ascending.get(end));
            at = end + 1;
        }
        return joined.toString();
    }
}
