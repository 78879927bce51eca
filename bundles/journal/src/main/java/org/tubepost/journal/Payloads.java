// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Reads payloads and checks them. */
final class Payloads {
    private static final int CHUNK = 1 << 16;

    private Payloads() {}

    /** Checksum of the octets of an extent, read in pieces. */
    static int crc(Segment segment, Extent extent) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer chunk = ByteBuffer.allocate(Math.min(CHUNK, Math.max(1, extent.length())));
        long done = 0;
        while (done < extent.length()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), extent.length() - done));
            int got = segment.readFully(extent.offset() + done, chunk);
            if (got == 0) {
                break;
            }
            crc.update(chunk.flip());
            done += got;
        }
        return (int) crc.getValue();
    }

    /** The octets of an extent; checked against the record's header. */
    static ByteBuffer read(Segment segment, RecordHeader header, Extent extent) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(extent.length());
        segment.readFully(extent.offset(), payload);
        payload.flip();
        if (payload.remaining() < extent.length()
                || RecordHeader.crcOf(payload) != header.payloadCrc()) {
            throw new DamagedRecordException(place(extent));
        }
        return payload;
    }

    /** The header before an extent's payload. */
    static RecordHeader header(Segment segment, Extent extent) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(RecordHeader.SIZE);
        segment.readFully(extent.offset() - RecordHeader.SIZE, buffer);
        RecordHeader header = RecordHeader.decode(buffer.flip());
        if (header == null || header.length() != extent.length()) {
            throw new DamagedRecordException(place(extent));
        }
        return header;
    }

    static String place(Extent extent) {
        return String.format(
                "record at octet %d of segment %016x is damaged",
                extent.offset(), extent.segment());
    }
}
