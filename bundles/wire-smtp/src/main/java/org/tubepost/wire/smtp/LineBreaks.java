// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds CR and LF in message data, eight octets at a time. */
final class LineBreaks {
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private LineBreaks() {}

    /** Index of the first CR or LF, or the limit. The buffer may be of either byte order. */
    static int next(ByteBuffer in, int from, int limit) {
        boolean reversed = in.order() == ByteOrder.BIG_ENDIAN;
        int at = from;
        for (; at + 8 <= limit; at += 8) {
            long octets = in.getLong(at);
            // The first octet lowest: only the lowest hit is sure to be one.
            long eight = reversed ? Long.reverseBytes(octets) : octets;
            long cr = eight ^ (ONES * '\r');
            long lf = eight ^ (ONES * '\n');
            long hit = (((cr - ONES) & ~cr) | ((lf - ONES) & ~lf)) & HIGHS;
            if (hit != 0) {
                return at + (Long.numberOfTrailingZeros(hit) >>> 3);
            }
        }
        while (at < limit && in.get(at) != '\r' && in.get(at) != '\n') {
            at++;
        }
        return at;
    }
}
