// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.tubepost.wire.imap.SortArguments.By;
import org.tubepost.wire.imap.SortArguments.Criterion;

/**
 * Orders of SORT (RFC 5256, RFC 5957); what is equal stays in the order of the mailbox. Messages
 * are sorted as numbers, once for each criterion, the last one first.
 */
final class Ordering {
    private static final Set<By> OF_RECORDS = EnumSet.of(By.ARRIVAL, By.SIZE);

    private Ordering() {}

    /** A criterion is about headers. */
    static boolean needsHeaders(List<Criterion> criteria) {
        return criteria.stream().anyMatch(c -> !OF_RECORDS.contains(c.by()));
    }

    /** Indexes of messages by the first criterion that tells two of them apart. */
    static int[] of(Chosen chosen, List<Criterion> criteria) {
        int[] order = unordered(chosen.size());
        for (int i = criteria.size() - 1; i >= 0; i--) {
            Criterion criterion = criteria.get(i);
            // Who is equal by the same criterion before is equal here, too.
            if (criteria.subList(0, i).stream().noneMatch(c -> c.by() == criterion.by())) {
                order = sorted(order, keys(chosen, criterion.by()), criterion.reverse());
            }
        }
        for (int i = 0; i < order.length; i++) {
            order[i] = chosen.indexes()[order[i]];
        }
        return order;
    }

    /** Positions of messages by date (RFC 5256 section 2.2). */
    static int[] byDate(Chosen chosen) {
        return sorted(unordered(chosen.size()), keys(chosen, By.DATE), false);
    }

    private static int[] unordered(int size) {
        int[] order = new int[size];
        Arrays.setAll(order, i -> i);
        return order;
    }

    private static long[] keys(Chosen chosen, By by) {
        int[] rows = chosen.rows();
        int[] indexes = chosen.indexes();
        HeaderColumns columns = chosen.columns();
        return switch (by) {
            case ARRIVAL ->
                    keys(
                            indexes.length,
                            p -> chosen.view().get(indexes[p]).internalDate().getEpochSecond());
            case SIZE -> keys(indexes.length, p -> chosen.view().get(indexes[p]).size());
            case DATE -> keys(rows.length, p -> columns.sent(rows[p]));
            case SUBJECT, FROM, TO, CC, DISPLAYFROM, DISPLAYTO -> {
                int[] ranks = columns.texts().ranks();
                yield keys(rows.length, p -> ranks[columns.text(by, rows[p])]);
            }
        };
    }

    private static long[] keys(int size, IntToLongFunction key) {
        long[] keys = new long[size];
        Arrays.setAll(keys, key);
        return keys;
    }

    /** Positions in another order; those with the same key stay in the order that they have. */
    private static int[] sorted(int[] order, long[] keys, boolean reverse) {
        int size = order.length;
        if (size < 2) {
            return order;
        }
        long low = Long.MAX_VALUE;
        long high = Long.MIN_VALUE;
        for (long key : keys) {
            low = Math.min(low, key);
            high = Math.max(high, key);
        }
        // A key and a place make one number that can be sorted without looking anything up.
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(size - 1);
        long range = high - low;
        if (range < 0 || range >= 1L << Long.SIZE - 1 - bits) {
            return sorted(order, ranks(keys), reverse);
        }
        long[] packed = new long[size];
        for (int i = 0; i < size; i++) {
            long key = keys[order[i]];
            packed[i] = (reverse ? high - key : key - low) << bits | i;
        }
        Arrays.sort(packed);
        int[] sorted = new int[size];
        for (int i = 0; i < size; i++) {
            sorted[i] = order[(int) (packed[i] & (1L << bits) - 1)];
        }
        return sorted;
    }

    /** Small keys in the same order. */
    private static long[] ranks(long[] keys) {
        long[] sorted = Arrays.stream(keys).sorted().distinct().toArray();
        return keys(keys.length, p -> Arrays.binarySearch(sorted, keys[p]));
    }
}
