// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * Whether the index may grow: within its limit, and while the volume has enough room for others.
 * Used by one thread.
 */
final class Room {
    private static final long LOOK_EVERY = 8L << 20;
    private static final long TROUBLE_NANOS = 10_000_000_000L;

    private final IndexGroups groups;
    private final long maxOctets;
    private final long minFreeOctets;
    private final LongSupplier nanoTime;
    private long charactersSinceLook = LOOK_EVERY;
    private long lastLook;
    private volatile String trouble = "";

    /**
     * Over indexes.
     *
     * @param maxOctets on disk; 0 for no limit
     * @param minFreeOctets that the volume keeps
     */
    Room(IndexGroups groups, long maxOctets, long minFreeOctets) {
        this(groups, maxOctets, minFreeOctets, System::nanoTime);
    }

    /** With a clock of its own. */
    Room(IndexGroups groups, long maxOctets, long minFreeOctets, LongSupplier nanoTime) {
        this.groups = groups;
        this.maxOctets = maxOctets;
        this.minFreeOctets = minFreeOctets;
        this.nanoTime = nanoTime;
    }

    /** What keeps the index from growing; empty if nothing does. */
    String trouble() {
        return trouble;
    }

    long maxOctets() {
        return maxOctets;
    }

    /** Characters were added. */
    void used(long characters) {
        charactersSinceLook += characters;
    }

    /** Something was deleted: looks again. */
    void look() {
        charactersSinceLook = LOOK_EVERY;
    }

    /** More may be added; looks at the volume now and then, for others use it too. */
    boolean isLeft() throws IOException {
        if (charactersSinceLook >= LOOK_EVERY || isTroubleOld()) {
            charactersSinceLook = 0;
            lastLook = nanoTime.getAsLong();
            long octets = maxOctets == 0 ? 0 : groups.octets();
            if (maxOctets > 0 && octets >= maxOctets) {
                trouble = "has " + octets + " of at most " + maxOctets + " octets; takes no more";
            } else if (groups.free() < minFreeOctets) {
                trouble = "the volume has less than " + minFreeOctets + " octets left";
            } else {
                trouble = "";
            }
        }
        return trouble.isEmpty();
    }

    private boolean isTroubleOld() {
        return !trouble.isEmpty() && nanoTime.getAsLong() - lastLook > TROUBLE_NANOS;
    }
}
