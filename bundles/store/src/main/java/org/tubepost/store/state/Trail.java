// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import java.util.Arrays;

/**
 * A window of tuples of {@code long}, appended at the end and dropped at the front, with absolute
 * positions that never change. Immutable to the eye: an older trail keeps seeing what it saw.
 * Appending writes behind the end that older trails know, so only the newest trail of a line may be
 * appended to (the sequencer sees to it).
 */
public final class Trail {
    private final int width;
    private final long[] data;
    private final long origin;
    private final long first;
    private final long end;

    private Trail(int width, long[] data, long origin, long first, long end) {
        this.width = width;
        this.data = data;
        this.origin = origin;
        this.first = first;
        this.end = end;
    }

    /** Without tuples; the next one gets the given position. */
    public static Trail empty(int width, long position) {
        return new Trail(width, new long[0], position, position, position);
    }

    /** Position of the oldest tuple kept. */
    public long first() {
        return first;
    }

    /** Position behind the newest tuple. */
    public long end() {
        return end;
    }

    /** Number of tuples. */
    public int size() {
        return (int) (end - first);
    }

    /** One number of a tuple. */
    public long get(long position, int field) {
        return data[(int) (position - origin) * width + field];
    }

    /** This trail and one tuple more. */
    public Trail append(long... tuple) {
        int used = (int) (end - origin) * width;
        long[] into = data;
        long from = origin;
        if (used + width > data.length) {
            int kept = size() * width;
            into = new long[Math.max(4 * width, kept * 2)];
            System.arraycopy(data, (int) (first - origin) * width, into, 0, kept);
            from = first;
            used = kept;
        }
        System.arraycopy(tuple, 0, into, used, width);
        return new Trail(width, into, from, first, end + 1);
    }

    /** This trail without the tuples before a position. */
    public Trail from(long position) {
        return position <= first
                ? this
                : new Trail(width, data, origin, Math.min(position, end), end);
    }

    /** An empty trail whose next tuple gets the given position. */
    public Trail at(long position) {
        return empty(width, position);
    }

    /** Octets that it takes in memory, about. */
    public long memory() {
        return 64 + 8L * data.length;
    }

    /** Writes the tuples from one position to another. */
    public void encode(RecordWriter to, long start, long stop) {
        to.number(start).number(stop - start);
        for (long p = start; p < stop; p++) {
            for (int f = 0; f < width; f++) {
                to.fixed(get(p, f));
            }
        }
    }

    /** This trail with the tuples that {@link #encode} wrote, which must follow it. */
    public Trail decode(RecordReader from) {
        long start = from.number();
        long count = from.number();
        Trail trail = size() == 0 ? empty(width, start) : this;
        long[] tuple = new long[width];
        for (long i = 0; i < count; i++) {
            for (int f = 0; f < width; f++) {
                tuple[f] = from.fixed();
            }
            trail = trail.append(tuple);
        }
        return trail;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Trail that
                && first == that.first
                && end == that.end
                && Arrays.equals(window(), that.window());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(window());
    }

    private long[] window() {
        return Arrays.copyOfRange(
                data, (int) (first - origin) * width, (int) (end - origin) * width);
    }
}
