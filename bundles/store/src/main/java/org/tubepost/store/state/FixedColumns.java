// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import org.tubepost.api.store.ContentLocator;

/**
 * What never changes of the messages of a {@link Chunk}, in columns; shared between its versions. A
 * column for where contents were at first exists only when one was moved since.
 */
final class FixedColumns {
    final long base;
    final long[] uids;
    final long[] dates;
    final long[] saved;
    final long[] sizes;
    private final String[] partitions;
    private final long[] numbers;
    private ContentLocator[] origins;

    /**
     * Empty ones.
     *
     * @param base smallest UID that was ever in the chunk
     */
    FixedColumns(long base, int capacity) {
        this.base = base;
        uids = new long[capacity];
        dates = new long[capacity];
        saved = new long[capacity];
        sizes = new long[capacity];
        partitions = new String[capacity];
        numbers = new long[capacity];
    }

    void copyFrom(FixedColumns other, int index, int to) {
        uids[to] = other.uids[index];
        dates[to] = other.dates[index];
        saved[to] = other.saved[index];
        sizes[to] = other.sizes[index];
        place(to, other.content(index), other.origin(index));
    }

    void set(int to, Row row) {
        uids[to] = row.uid();
        dates[to] = row.internalDate();
        saved[to] = row.saved();
        sizes[to] = row.size();
        place(to, row.content(), row.origin());
    }

    void place(int to, ContentLocator content, ContentLocator origin) {
        partitions[to] = content.partition().intern();
        numbers[to] = content.number();
        if (!origin.equals(content)) {
            if (origins == null) {
                origins = new ContentLocator[uids.length];
            }
            origins[to] = origin;
        }
    }

    String partition(int index) {
        return partitions[index];
    }

    long number(int index) {
        return numbers[index];
    }

    ContentLocator content(int index) {
        return new ContentLocator(partitions[index], numbers[index]);
    }

    boolean isMoved(int index) {
        return origins != null && origins[index] != null;
    }

    ContentLocator origin(int index) {
        return isMoved(index) ? origins[index] : content(index);
    }

    String emailId(int index) {
        return isMoved(index)
                ? EmailIds.of(origins[index].partition(), origins[index].number())
                : EmailIds.of(partitions[index], numbers[index]);
    }

    int memory() {
        return 40 + (origins == null ? 0 : 32);
    }
}
