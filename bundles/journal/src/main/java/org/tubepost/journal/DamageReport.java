// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

/**
 * A region of a segment that holds no readable record although it should.
 *
 * @param segment id of the segment
 * @param from first octet
 * @param to octet behind the last one
 * @param kind what was found
 * @param detail for an administrator
 */
public record DamageReport(long segment, long from, long to, Kind kind, String detail) {

    /** Kinds of damage. */
    public enum Kind {
        /** An incomplete write at the very end, as a crash leaves it; it was dropped. */
        TORN_TAIL,
        /** Readable records follow; the region was stepped over and is left as it is. */
        DAMAGED_REGION,
        /** The payload of one record does not match its checksum. */
        DAMAGED_PAYLOAD,
        /** A segment that was sealed ends too early. */
        TRUNCATED_SEGMENT,
        /** The region was damaged and has been put back from the second copy; nothing is lost. */
        MENDED,
        /** The file is no segment of this journal. */
        FOREIGN_FILE
    }
}
