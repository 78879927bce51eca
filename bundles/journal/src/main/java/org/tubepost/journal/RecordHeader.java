// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The 40 octets before each payload: magic, checksum of the header, checksum of the payload,
 * length, sequence number, original sequence number, type. Records begin at multiples of eight, so
 * that the next one can be found behind damage.
 */
record RecordHeader(int payloadCrc, int length, long lsn, long original, byte type) {
    static final int SIZE = 40;
    static final int ALIGNMENT = 8;
    static final int MAGIC = 0x54504a52;

    /** Type of the record that ends a sealed segment. */
    static final byte SEAL = (byte) 0xff;

    ByteBuffer encode() {
        ByteBuffer buffer = ByteBuffer.allocate(SIZE);
        buffer.putInt(MAGIC).putInt(0).putInt(payloadCrc).putInt(length);
        buffer.putLong(lsn).putLong(original).put(type);
        buffer.position(SIZE).flip();
        buffer.putInt(4, crcOf(buffer));
        return buffer;
    }

    /** The header at the buffer's position, or null if there is none. */
    static RecordHeader decode(ByteBuffer from) {
        int at = from.position();
        if (from.remaining() < SIZE || from.getInt(at) != MAGIC) {
            return null;
        }
        if (from.getInt(at + 4) != crcOf(from.slice(at, SIZE))) {
            return null;
        }
        return new RecordHeader(
                from.getInt(at + 8),
                from.getInt(at + 12),
                from.getLong(at + 16),
                from.getLong(at + 24),
                from.get(at + 32));
    }

    /** Octets of the whole record with its padding. */
    long recordSize() {
        return SIZE + padded(length);
    }

    static long padded(long length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }

    private static int crcOf(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.slice(8, SIZE - 8));
        return (int) crc.getValue();
    }

    static int crcOf(ByteBuffer... payload) {
        CRC32C crc = new CRC32C();
        for (ByteBuffer buffer : payload) {
            crc.update(buffer.duplicate());
        }
        return (int) crc.getValue();
    }
}
