// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tubepost.journal.Extent;

/** Extents as two numbers each; segments are smaller than 4 GiB. */
final class PackedExtents {
    /** No extents. */
    static final long[] NONE = {};

    private PackedExtents() {}

    /** The offset of an extent in the low 32 bits. */
    static int offset(Extent extent) {
        if (extent.offset() >>> 32 != 0) {
            throw new IllegalArgumentException("segment is too large: " + extent);
        }
        return (int) extent.offset();
    }

    static long[] plus(long[] packed, Extent extent) {
        long[] longer = Arrays.copyOf(packed, packed.length + 2);
        longer[packed.length] = extent.segment();
        longer[packed.length + 1] = (long) offset(extent) << 32 | extent.length();
        return longer;
    }

    static List<Extent> list(long[] packed) {
        List<Extent> extents = new ArrayList<>(packed.length / 2);
        for (int i = 0; i < packed.length; i += 2) {
            long place = packed[i + 1];
            extents.add(new Extent(packed[i], place >>> 32, (int) place));
        }
        return extents;
    }

    static boolean touches(long[] packed, long segment) {
        for (int i = 0; i < packed.length; i += 2) {
            if (packed[i] == segment) {
                return true;
            }
        }
        return false;
    }
}
