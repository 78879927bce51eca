// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import java.util.Arrays;

/**
 * Numbers by key of a message: a hash table in three arrays, because a search fills one with a
 * hundred thousand keys. Used by one thread.
 */
final class KeyMap {
    /** What is told of a key that is not there. */
    static final int ABSENT = -1;

    private long[] high;
    private long[] low;
    private int[] value;
    private int size;

    KeyMap(int expected) {
        allocate(Integer.highestOneBit(Math.max(8, expected)) << 2);
    }

    private void allocate(int capacity) {
        high = new long[capacity];
        low = new long[capacity];
        value = new int[capacity];
    }

    int size() {
        return size;
    }

    /** The value; {@link #ABSENT} without one. */
    int get(MessageKey key) {
        int at = slot(key.high(), key.low());
        return low[at] == 0 ? ABSENT : value[at];
    }

    /** Sets a value, which is not negative. */
    void put(MessageKey key, int to) {
        put(key.high(), key.low(), to);
    }

    void put(long keyHigh, long keyLow, int to) {
        int at = slot(keyHigh, keyLow);
        if (low[at] == 0) {
            high[at] = keyHigh;
            low[at] = keyLow;
            size++;
        }
        value[at] = to;
        if (size > low.length / 2) {
            grow();
        }
    }

    /** Gives all keys that are there the same value. */
    void setAll(int to) {
        Arrays.fill(value, to);
    }

    private int slot(long keyHigh, long keyLow) {
        int mask = low.length - 1;
        int at = (int) keyHigh & mask;
        while (low[at] != 0 && (low[at] != keyLow || high[at] != keyHigh)) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        int[] oldValue = value;
        allocate(low.length * 2);
        size = 0;
        for (int i = 0; i < oldLow.length; i++) {
            if (oldLow[i] != 0) {
                put(oldHigh[i], oldLow[i], oldValue[i]);
            }
        }
    }

    /** Sees keys with their values. */
    @FunctionalInterface
    interface Visitor {
        /** One of them. */
        void see(MessageKey key, int value);
    }

    void forEach(Visitor visitor) {
        for (int i = 0; i < low.length; i++) {
            if (low[i] != 0) {
                visitor.see(new MessageKey(high[i], low[i]), value[i]);
            }
        }
    }
}
