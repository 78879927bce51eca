// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A record whose payload is read when it is asked for. */
record ReplayedRecord(Segment segment, RecordHeader header, Extent extent)
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
        return Payloads.read(segment, header, extent);
    }
}
