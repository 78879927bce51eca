// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Records that say which contents are not needed any more. */
final class Tombstones {
    private Tombstones() {}

    static ByteBuffer encode(Collection<Long> numbers) {
        ByteBuffer to = ByteBuffer.allocate(8 * numbers.size());
        numbers.forEach(to::putLong);
        return to.flip();
    }

    static List<Long> decode(ByteBuffer from) {
        List<Long> numbers = new ArrayList<>(from.remaining() / 8);
        while (from.remaining() >= 8) {
            numbers.add(from.getLong());
        }
        return numbers;
    }
}
