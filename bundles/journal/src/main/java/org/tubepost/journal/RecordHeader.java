// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The 40 octets before each payload: magic, checksum of the header, checksum of the payload,
 * length, sequence number, original sequence number, type, and the segment's salt. Records begin at
 * multiples of eight, so that the next one can be found behind damage.
 *
 * <p>The salt is a random number of the segment. Payloads come from strangers: without it, somebody
 * could mail a message that contains records, and a search behind a torn write would take them for
 * ours.
 */
record RecordHeader(int payloadCrc, int length, long lsn, long original, byte type, int salt) {
    static final int SIZE = 40;
    static final int ALIGNMENT = 8;
    static final int MAGIC = 0x54504a52;

    /** Type of the record that ends a sealed segment. */
    static final byte SEAL = (byte) 0xff;

    private static final int SALT_AT = 36;

    /** The seal of a segment; its number is the next one that will be given. */
    static RecordHeader seal(long next, int salt) {
        return new RecordHeader(crcOf(), 0, next, next, SEAL, salt);
    }

    ByteBuffer encode() {
        ByteBuffer buffer = ByteBuffer.allocate(SIZE);
        buffer.putInt(MAGIC).putInt(0).putInt(payloadCrc).putInt(length);
        buffer.putLong(lsn).putLong(original).put(type);
        buffer.putInt(SALT_AT, salt);
        buffer.position(SIZE).flip();
        buffer.putInt(4, crcOf(buffer));
        return buffer;
    }

    /** The header at the buffer's position, whatever its salt; null if there is none. */
    static RecordHeader decode(ByteBuffer from) {
        int at = from.position();
        if (from.remaining() < SIZE || from.getInt(at) != MAGIC) {
            return null;
        }
        if (from.getInt(at + 4) != crcOf(from.slice(at, SIZE)) || from.getInt(at + 12) < 0) {
            return null;
        }
        return new RecordHeader(
                from.getInt(at + 8),
                from.getInt(at + 12),
                from.getLong(at + 16),
                from.getLong(at + 24),
                from.get(at + 32),
                from.getInt(at + SALT_AT));
    }

    /** Octets of the whole record with its padding. */
    long recordSize() {
        return sizeOf(length);
    }

    /** Octets of a record with a payload of this length. */
    static long sizeOf(long length) {
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
