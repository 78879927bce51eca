// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.index;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.tubepost.store.state.RecordReader;
import org.tubepost.store.state.RecordWriter;

/** Values of the index behind a CRC-32C, so that a flipped bit is noticed. */
final class Sealed {
    private static final int CHECKSUM = 4;

    private Sealed() {}

    static byte[] seal(RecordWriter record) {
        ByteBuffer body = record.toBuffer();
        ByteBuffer all = ByteBuffer.allocate(CHECKSUM + body.remaining());
        all.putInt(checksum(body.duplicate())).put(body);
        return all.array();
    }

    static RecordReader open(byte[] value) {
        ByteBuffer all = ByteBuffer.wrap(value);
        if (all.remaining() < CHECKSUM || all.getInt() != checksum(all.duplicate())) {
            throw new IndexDamagedException("A value of the derived index is damaged");
        }
        return new RecordReader(all);
    }

    private static int checksum(ByteBuffer body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return (int) crc.getValue();
    }
}
