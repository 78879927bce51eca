// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A record that a scan has come to. A short payload is at hand (and null else), a long one is read
 * when it is asked for.
 */
record ReplayedRecord(Segment segment, RecordHeader header, Extent extent, ByteBuffer atHand)
        implements JournalRecord {
    @Override
    public byte type() {
        return header.type();
    }

    @Override
    public long lsn() {
        return header.lsn();
    }

    @Override
    public long original() {
        return header.original();
    }

    @Override
    public ByteBuffer payload() throws IOException {
        if (atHand == null) {
            return Payloads.read(segment, header, extent);
        }
        if (RecordHeader.crcOf(atHand) != header.payloadCrc()) {
            throw new DamagedRecordException(Payloads.place(extent));
        }
        return ByteBuffer.allocate(extent.length()).put(atHand.duplicate()).flip();
    }
}
