// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.Arrays;

/** Several lists of entries read as one, in file order. Used by one thread. */
final class Candidates {
    private final int from;
    private EntryList[] lists = new EntryList[4];
    private int[] next = new int[4];
    private int count;

    /** Nothing yet; entries before one do not count. */
    Candidates(int from) {
        this.from = from;
    }

    /** Adds a list, once; null is none. */
    void add(EntryList list) {
        if (list == null) {
            return;
        }
        for (int i = 0; i < count; i++) {
            if (lists[i] == list) {
                return;
            }
        }
        if (count == lists.length) {
            lists = Arrays.copyOf(lists, 2 * count);
            next = Arrays.copyOf(next, 2 * count);
        }
        lists[count] = list;
        next[count++] = list.from(from);
    }

    /** The next entry; -1 when there is none. */
    int next() {
        int best = -1;
        int lowest = Integer.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            if (next[i] < lists[i].size() && lists[i].get(next[i]) < lowest) {
                best = i;
                lowest = lists[i].get(next[i]);
            }
        }
        if (best < 0) {
            return -1;
        }
        next[best]++;
        return lowest;
    }
}
