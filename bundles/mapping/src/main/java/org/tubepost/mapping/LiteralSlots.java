// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.BitSet;
import java.util.Map;

/**
 * An open hash table from literals to lists of entries, keyed as {@link String#hashCode} counts, so
 * that a walk along an input can look every part of it up without making strings. Immutable.
 */
final class LiteralSlots {
    private final String[] literals;
    private final EntryList[] lists;
    private final BitSet lengths = new BitSet();

    LiteralSlots(Map<String, EntryList> from) {
        int size = Integer.highestOneBit(Math.max(1, from.size())) * 4;
        literals = new String[size];
        lists = new EntryList[size];
        from.forEach(this::put);
    }

    private void put(String literal, EntryList list) {
        int at = first(literal.hashCode());
        while (literals[at] != null) {
            at = at + 1 & literals.length - 1;
        }
        literals[at] = literal;
        lists[at] = list;
        lengths.set(literal.length());
    }

    private int first(int hash) {
        return (hash ^ hash >>> 16) & literals.length - 1;
    }

    /** Length of the longest literal; -1 without any. */
    int longest() {
        return lengths.length() - 1;
    }

    boolean hasLength(int length) {
        return lengths.get(length);
    }

    /** The list of the literal that stands at a place of an input; null without one. */
    EntryList find(int hash, char[] upper, int begin, int length) {
        int at = first(hash);
        while (literals[at] != null) {
            if (literals[at].length() == length && stands(literals[at], upper, begin)) {
                return lists[at];
            }
            at = at + 1 & literals.length - 1;
        }
        return null;
    }

    private static boolean stands(String literal, char[] upper, int begin) {
        for (int i = 0; i < literal.length(); i++) {
            if (literal.charAt(i) != upper[begin + i]) {
                return false;
            }
        }
        return true;
    }

    /** Adds the lists of all literals that stand anywhere in an input. */
    void findAnywhere(char[] upper, Candidates found) {
        int[] hashes = new int[upper.length + 1];
        for (int i = 0; i < upper.length; i++) {
            hashes[i + 1] = 31 * hashes[i] + upper[i];
        }
        int power = 1;
        int powerOf = 0;
        for (int length = lengths.nextSetBit(1);
                length > 0 && length <= upper.length;
                length = lengths.nextSetBit(length + 1)) {
            for (; powerOf < length; powerOf++) {
                power *= 31;
            }
            for (int begin = 0; begin + length <= upper.length; begin++) {
                found.add(
                        find(hashes[begin + length] - hashes[begin] * power, upper, begin, length));
            }
        }
    }
}
