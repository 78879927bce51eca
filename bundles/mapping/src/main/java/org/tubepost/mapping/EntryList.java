// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.Arrays;

/** Numbers of entries, ascending; grows while an index is built. */
final class EntryList {
    private int[] entries = new int[1];
    private int size;

    void add(int entry) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, 2 * size);
        }
        entries[size++] = entry;
    }

    int size() {
        return size;
    }

    int get(int index) {
        return entries[index];
    }

    /** Index of the first entry that is not before another. */
    int from(int entry) {
        int at = Arrays.binarySearch(entries, 0, size, entry);
        return at < 0 ? -at - 1 : at;
    }
}
