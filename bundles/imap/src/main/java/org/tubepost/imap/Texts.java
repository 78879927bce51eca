// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Texts that occur in many messages, each kept once as octets and known by a number from 0 on.
 * Where a text has its place among the others is worked out when it is asked for, and again only
 * when there are new ones. Not thread-safe.
 */
final class Texts {
    private static final int ROOM = 16;

    /** Unknown to who sends messages, who might choose texts that all fall into one place. */
    private final long multiplier = ThreadLocalRandom.current().nextLong() | 1;

    private byte[] octets = new byte[ROOM];
    private int[] ends = new int[ROOM];
    private int[] hashes = new int[ROOM];
    private int[] table = new int[2 * ROOM];
    private int size;
    private Integer[] sorted = new Integer[0];
    private int[] ranks = new int[0];

    /** Different texts. */
    int size() {
        return size;
    }

    /** Octets of memory, about. */
    long memory() {
        return octets.length
                + 4L * (ends.length + hashes.length + table.length + ranks.length)
                + 20L * sorted.length;
    }

    /** Number of the text that stands in these octets from one index to another. */
    int number(byte[] from, int start, int end) {
        int hash = hash(from, start, end);
        int slot = hash & table.length - 1;
        while (table[slot] != 0) {
            int known = table[slot] - 1;
            if (hashes[known] == hash
                    && Arrays.equals(octets, start(known), ends[known], from, start, end)) {
                return known;
            }
            slot = slot + 1 & table.length - 1;
        }
        return add(from, start, end, hash, slot);
    }

    private int add(byte[] from, int start, int end, int hash, int slot) {
        int begin = size == 0 ? 0 : ends[size - 1];
        int length = Math.addExact(begin, end - start);
        if (length > octets.length) {
            octets = Arrays.copyOf(octets, larger(length));
        }
        System.arraycopy(from, start, octets, begin, end - start);
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, larger(size));
            hashes = Arrays.copyOf(hashes, ends.length);
        }
        ends[size] = length;
        hashes[size] = hash;
        table[slot] = ++size;
        if (2 * size > table.length) {
            rehash();
        }
        return size - 1;
    }

    private static int larger(int needed) {
        return (int) Math.min(Integer.MAX_VALUE - 8, needed + (needed >> 1) + ROOM);
    }

    private void rehash() {
        table = new int[4 * table.length];
        for (int i = 0; i < size; i++) {
            int slot = hashes[i] & table.length - 1;
            while (table[slot] != 0) {
                slot = slot + 1 & table.length - 1;
            }
            table[slot] = i + 1;
        }
    }

    private int hash(byte[] from, int start, int end) {
        long hash = multiplier;
        for (int i = start; i < end; i++) {
            hash = (hash ^ from[i]) * multiplier;
            hash ^= hash >>> 32;
        }
        return (int) hash;
    }

    private int start(int number) {
        return number == 0 ? 0 : ends[number - 1];
    }

    /** True when there is nothing in a text. */
    boolean isEmpty(int number) {
        return start(number) == ends[number];
    }

    /** Places of the texts, by number, when they are in the order of their octets. */
    int[] ranks() {
        if (ranks.length == size) {
            return ranks;
        }
        int before = sorted.length;
        sorted = Arrays.copyOf(sorted, size);
        for (int i = before; i < size; i++) {
            sorted[i] = i;
        }
        // What was in order before is one run, which costs one comparison each.
        Arrays.sort(sorted, this::compare);
        ranks = new int[size];
        for (int i = 0; i < size; i++) {
            ranks[sorted[i]] = i;
        }
        return ranks;
    }

    private int compare(int one, int other) {
        return Arrays.compareUnsigned(
                octets, start(one), ends[one], octets, start(other), ends[other]);
    }
}
