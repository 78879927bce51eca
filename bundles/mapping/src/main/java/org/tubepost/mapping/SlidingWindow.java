// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

/**
 * Counts what happened in the last so many milliseconds, to a thirtieth of the window: an event is
 * forgotten when it is older than the window, at most a thirtieth of it later. Not thread-safe.
 */
final class SlidingWindow {
    private static final int SLOTS = 30;

    private final long slotLength;
    private final int[] counts = new int[SLOTS + 1];
    private long newest = Long.MIN_VALUE;
    private int total;

    SlidingWindow(long window) {
        this.slotLength = Math.max(1, (window + SLOTS - 1) / SLOTS);
    }

    /** Events in the window that ends now. */
    int count(long now) {
        long slot = Math.floorDiv(now, slotLength);
        if (newest == Long.MIN_VALUE) {
            newest = slot;
        }
        for (long passed = 0; newest < slot && passed < counts.length; passed++) {
            newest++;
            int index = (int) Math.floorMod(newest, (long) counts.length);
            total -= counts[index];
            counts[index] = 0;
        }
        newest = Math.max(newest, slot);
        return total;
    }

    /** Notes an event; {@link #count} has been asked for the same time. */
    void add() {
        counts[(int) Math.floorMod(newest, (long) counts.length)]++;
        total++;
    }
}
