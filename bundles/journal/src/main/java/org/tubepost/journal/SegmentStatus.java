// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

/**
 * A segment at one moment.
 *
 * @param id sequence number it began with
 * @param octets size of its file
 * @param liveOctets octets of records that were not released, headers included
 * @param active true for the one that is written to
 */
public record SegmentStatus(long id, long octets, long liveOctets, boolean active) {

    /** Share of live octets, 0 to 1. */
    public double liveShare() {
        return octets == 0 ? 0 : (double) liveOctets / octets;
    }
}
