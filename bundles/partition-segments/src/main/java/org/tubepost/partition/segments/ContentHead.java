// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.nio.ByteBuffer;
import org.tubepost.api.message.Summary;

/**
 * What a content's ending record has before the octets: version, length of the summary, the
 * summary, and the sequence numbers of the stretches that were written before.
 *
 * @param length octets of the whole head
 * @param summary what the scanner found
 * @param stretches sequence numbers of the stretches before
 */
record ContentHead(int length, Summary summary, long[] stretches) {
    private static final int VERSION = 1;
    private static final int FIXED = 12;

    /** The head's octets: version, its length, number of stretches, stretches, summary. */
    static ByteBuffer encode(Summary summary, long[] stretches) {
        ByteBuffer found = summary.encode();
        int length = FIXED + 8 * stretches.length + found.remaining();
        ByteBuffer head = ByteBuffer.allocate(length);
        head.putInt(VERSION).putInt(length).putInt(stretches.length);
        for (long stretch : stretches) {
            head.putLong(stretch);
        }
        return head.put(found).flip();
    }

    /** Length of the head, from its first octets. */
    static int lengthOf(ByteBuffer start) {
        int version = start.getInt(start.position());
        if (version != VERSION) {
            throw new IllegalArgumentException("content of version " + version);
        }
        return start.getInt(start.position() + 4);
    }

    /** Octets that {@link #lengthOf} needs. */
    static int startLength() {
        return FIXED;
    }

    static long[] stretchesOf(ByteBuffer record) {
        int at = record.position();
        lengthOf(record);
        int count = record.getInt(at + 8);
        if (count < 0 || FIXED + 8L * count > record.remaining()) {
            throw new IllegalArgumentException("content with " + count + " stretches");
        }
        long[] stretches = new long[count];
        for (int i = 0; i < count; i++) {
            stretches[i] = record.getLong(at + FIXED + 8 * i);
        }
        return stretches;
    }

    static ContentHead decode(ByteBuffer head) {
        long[] stretches = stretchesOf(head);
        int length = lengthOf(head);
        head.position(head.position() + FIXED + 8 * stretches.length);
        return new ContentHead(length, Summary.decode(head), stretches);
    }
}
