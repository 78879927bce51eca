// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Writes records: type, length, number, payload, checksum. */
final class RecordOutput {
    static final int HEADER = 13;
    static final int OVERHEAD = HEADER + 4;
    static final int PAYLOAD_AT_MOST = 16 << 20;

    private final OutputStream to;
    private long number;
    private long position;

    RecordOutput(OutputStream to) {
        this.to = to;
    }

    /** Octets written. */
    long position() {
        return position;
    }

    void write(RecordType type, ByteBuffer payload) throws IOException {
        int length = payload.remaining();
        if (length > PAYLOAD_AT_MOST) {
            throw new IOException(type + " record of " + length + " octets");
        }
        byte[] record = new byte[OVERHEAD + length];
        ByteBuffer into = ByteBuffer.wrap(record);
        into.put(type.number()).putInt(length).putLong(number++).put(payload.duplicate());
        into.putInt(checksum(record, HEADER + length));
        to.write(record);
        position += record.length;
    }

    static int checksum(byte[] record, int length) {
        CRC32C sum = new CRC32C();
        sum.update(record, 0, length);
        return (int) sum.getValue();
    }
}
