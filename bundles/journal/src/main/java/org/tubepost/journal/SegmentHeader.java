// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32C;

/**
 * The first 64 octets of a segment's file: what it is, and whose.
 *
 * @param id of the segment
 * @param journal that it belongs to; null for one that was unreadable and is known from its records
 * @param salt of its records
 */
record SegmentHeader(long id, UUID journal, int salt) {
    static final int SIZE = 64;

    private static final int MAGIC = 0x5450_4a53;
    private static final int VERSION = 2;
    private static final int CRC_AT = SIZE - 4;

    static SegmentHeader fresh(long id, UUID journal) {
        return new SegmentHeader(id, journal, ThreadLocalRandom.current().nextInt());
    }

    ByteBuffer encode() {
        ByteBuffer buffer = ByteBuffer.allocate(SIZE);
        buffer.putInt(MAGIC).putInt(VERSION).putLong(id);
        buffer.putLong(journal.getMostSignificantBits());
        buffer.putLong(journal.getLeastSignificantBits());
        buffer.putInt(salt);
        buffer.putInt(CRC_AT, crcOf(buffer));
        return buffer.position(0).limit(SIZE);
    }

    /**
     * Reads a header; null if it is not readable.
     *
     * @throws IOException if it is readable and of another version: nothing is wrong with the file,
     *     and this program must not touch it
     */
    static SegmentHeader decode(ByteBuffer buffer, long id) throws IOException {
        if (buffer.remaining() < SIZE
                || buffer.getInt(0) != MAGIC
                || buffer.getInt(CRC_AT) != crcOf(buffer)) {
            return null;
        }
        if (buffer.getInt(4) != VERSION) {
            throw new IOException(
                    String.format(
                            "segment %016x has format %d, this program knows %d",
                            id, buffer.getInt(4), VERSION));
        }
        return buffer.getLong(8) != id
                ? null
                : new SegmentHeader(
                        id, new UUID(buffer.getLong(16), buffer.getLong(24)), buffer.getInt(32));
    }

    private static int crcOf(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.slice(0, CRC_AT));
        return (int) crc.getValue();
    }
}
