// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the entries of a table that an input may match: those whose literal beginning the input
 * begins with, and those that are the input. Both lie in hash tables keyed as {@link
 * String#hashCode} counts, so that one walk along the input finds all beginnings. Immutable.
 */
final class EntryIndex {
    private final Slots beginnings;
    private final Slots exact;

    EntryIndex(List<Entry> entries) {
        Map<String, int[]> begin = new HashMap<>();
        Map<String, int[]> whole = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            Pattern pattern = entries.get(i).pattern();
            Map<String, int[]> into = pattern.exact ? whole : begin;
            int entry = i;
            into.compute(pattern.prefix, (p, list) -> appended(list, entry));
        }
        beginnings = new Slots(begin);
        exact = new Slots(whole);
    }

    /** A list that grows by doubling; its first element is how many of it are in use. */
    private static int[] appended(int[] list, int entry) {
        int[] grown =
                list == null
                        ? new int[2]
                        : list[0] + 1 == list.length ? Arrays.copyOf(list, 2 * list.length) : list;
        grown[++grown[0]] = entry;
        return grown;
    }

    /** Entries that an upper-case input may match, from one entry on. */
    Candidates candidates(char[] upper, int from) {
        Candidates found = new Candidates(from);
        int hash = 0;
        found.add(beginnings.find(hash, upper, 0));
        int longest = beginnings.lengths.length() - 1;
        for (int length = 1; length <= upper.length; length++) {
            if (length > longest && exact.lengths.length() <= upper.length) {
                return found;
            }
            hash = 31 * hash + upper[length - 1];
            if (beginnings.lengths.get(length)) {
                found.add(beginnings.find(hash, upper, length));
            }
        }
        found.add(exact.find(hash, upper, upper.length));
        return found;
    }

    /** Several ascending lists read as one. */
    static final class Candidates {
        private int[][] lists = new int[4][];
        private int[] next = new int[4];
        private int count;
        private final int from;

        private Candidates(int from) {
            this.from = from;
        }

        private void add(int[] list) {
            if (list == null) {
                return;
            }
            if (count == lists.length) {
                lists = Arrays.copyOf(lists, 2 * count);
                next = Arrays.copyOf(next, 2 * count);
            }
            int at = Arrays.binarySearch(list, 1, list[0] + 1, from);
            lists[count] = list;
            next[count++] = at < 0 ? -at - 1 : at;
        }

        /** The next entry in file order; -1 when there is none. */
        int next() {
            int best = -1;
            for (int i = 0; i < count; i++) {
                if (next[i] <= lists[i][0]
                        && (best < 0 || lists[i][next[i]] < lists[best][next[best]])) {
                    best = i;
                }
            }
            return best < 0 ? -1 : lists[best][next[best]++];
        }
    }

    /** An open hash table from literals to lists of entries. */
    private static final class Slots {
        private final String[] literals;
        private final int[][] lists;
        private final BitSet lengths = new BitSet();

        Slots(Map<String, int[]> from) {
            int size = Integer.highestOneBit(Math.max(1, from.size())) * 4;
            literals = new String[size];
            lists = new int[size][];
            from.forEach(
                    (literal, list) -> {
                        int at = first(literal.hashCode());
                        while (literals[at] != null) {
                            at = at + 1 & size - 1;
                        }
                        literals[at] = literal;
                        lists[at] = list;
                        lengths.set(literal.length());
                    });
        }

        private int first(int hash) {
            return (hash ^ hash >>> 16) & literals.length - 1;
        }

        int[] find(int hash, char[] upper, int length) {
            int at = first(hash);
            while (literals[at] != null) {
                if (literals[at].length() == length && begins(literals[at], upper)) {
                    return lists[at];
                }
                at = at + 1 & literals.length - 1;
            }
            return null;
        }

        private static boolean begins(String literal, char[] upper) {
            for (int i = 0; i < literal.length(); i++) {
                if (literal.charAt(i) != upper[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
