// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tubepost.journal.Extent;

/**
 * Where a content is: the record that ends it, which holds its head and the last stretch of its
 * octets, and the records of the stretches before, if it is long.
 *
 * @param record extent of the ending record
 * @param headLength octets of the head in it; the rest are the last octets of the content
 * @param stretches sequence numbers of the stretches before, as they were first written
 * @param extents where they are; null for one that was not seen
 */
record Place(Extent record, int headLength, long[] stretches, Extent[] extents) {

    /** Octets of the content. */
    long size() {
        long size = record.length() - headLength;
        for (Extent extent : extents) {
            size += extent == null ? 0 : extent.length();
        }
        return size;
    }

    boolean isWhole() {
        return Arrays.stream(extents).noneMatch(e -> e == null);
    }

    /** All extents that are known. */
    List<Extent> all() {
        List<Extent> all = new ArrayList<>(extents.length + 1);
        for (Extent extent : extents) {
            if (extent != null) {
                all.add(extent);
            }
        }
        all.add(record);
        return all;
    }

    Place withRecord(Extent moved) {
        return new Place(moved, headLength, stretches, extents);
    }

    /** With a stretch found or moved. */
    Place withStretch(long original, Extent moved) {
        Extent[] changed = extents.clone();
        for (int i = 0; i < stretches.length; i++) {
            if (stretches[i] == original) {
                changed[i] = moved;
            }
        }
        return new Place(record, headLength, stretches, changed);
    }

    /** Where a stretch is; null if it was not seen or is not of this content. */
    Extent stretch(long original) {
        for (int i = 0; i < stretches.length; i++) {
            if (stretches[i] == original) {
                return extents[i];
            }
        }
        return null;
    }

    byte[] encode() {
        ByteBuffer to = ByteBuffer.allocate(28 + stretches.length * 28);
        put(to, record).putInt(headLength).putInt(stretches.length);
        for (int i = 0; i < stretches.length; i++) {
            put(to.putLong(stretches[i]), extents[i]);
        }
        return to.array();
    }

    static Place decode(ByteBuffer from) {
        Extent record = get(from);
        int headLength = from.getInt();
        int count = from.getInt();
        long[] stretches = new long[count];
        Extent[] extents = new Extent[count];
        for (int i = 0; i < count; i++) {
            stretches[i] = from.getLong();
            extents[i] = get(from);
        }
        return new Place(record, headLength, stretches, extents);
    }

    private static ByteBuffer put(ByteBuffer to, Extent extent) {
        return extent == null
                ? to.putLong(-1).putLong(-1).putInt(-1)
                : to.putLong(extent.segment()).putLong(extent.offset()).putInt(extent.length());
    }

    private static Extent get(ByteBuffer from) {
        Extent extent = new Extent(from.getLong(), from.getLong(), from.getInt());
        return extent.length() < 0 ? null : extent;
    }
}
