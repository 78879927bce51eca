// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Walks through the records of one segment. What is no record is stepped over, eight octets at a
 * time, to the next good one; if there is none, it is the tail.
 */
final class SegmentScanner {
    private static final int WINDOW = 1 << 16;

    private final Segment segment;
    private final boolean verify;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW);
    private long windowStart = -1;
    private long end = Segment.HEADER_SIZE;
    private long lastLsn;
    private boolean sealed;

    /** Told what was found. */
    interface Visitor {
        void record(RecordHeader header, Extent extent) throws IOException;

        void damaged(DamageReport report);
    }

    SegmentScanner(Segment segment, boolean verify) {
        this.segment = segment;
        this.verify = verify;
        this.lastLsn = segment.id() - 1;
    }

    /** Octet behind the last good record. */
    long end() {
        return end;
    }

    /** Last sequence number seen. */
    long lastLsn() {
        return lastLsn;
    }

    /** True if the segment ends with its seal. */
    boolean isSealed() {
        return sealed;
    }

    void scan(Visitor visitor) throws IOException {
        long at = Segment.HEADER_SIZE;
        long size = segment.size();
        while (at + RecordHeader.SIZE <= size) {
            RecordHeader header = headerAt(at, size);
            if (header == null) {
                long next = findNext(at + RecordHeader.ALIGNMENT, size);
                if (next < 0) {
                    return;
                }
                visitor.damaged(
                        report(at, next, DamageReport.Kind.DAMAGED_REGION, "no readable record"));
                at = next;
                continue;
            }
            long behind = at + header.recordSize();
            Extent extent = new Extent(segment.id(), at + RecordHeader.SIZE, header.length());
            if (header.type() == RecordHeader.SEAL) {
                sealed = true;
                lastLsn = Math.max(lastLsn, header.lsn() - 1);
            } else if (verify && !matches(header, extent)) {
                // A last record whose octets did not all arrive is a torn tail, not damage.
                if (findNext(behind, size) < 0) {
                    return;
                }
                lastLsn = header.lsn();
                visitor.damaged(
                        report(
                                at,
                                behind,
                                DamageReport.Kind.DAMAGED_PAYLOAD,
                                "record " + header.lsn() + " does not match its checksum"));
            } else {
                lastLsn = header.lsn();
                visitor.record(header, extent);
            }
            end = behind;
            at = behind;
        }
    }

    DamageReport report(long from, long to, DamageReport.Kind kind, String detail) {
        return new DamageReport(segment.id(), from, to, kind, detail);
    }

    private long findNext(long from, long size) throws IOException {
        for (long at = from; at + RecordHeader.SIZE <= size; at += RecordHeader.ALIGNMENT) {
            if (headerAt(at, size) != null) {
                return at;
            }
        }
        return -1;
    }

    private RecordHeader headerAt(long at, long size) throws IOException {
        if (windowStart < 0
                || at < windowStart
                || at + RecordHeader.SIZE > windowStart + window.limit()) {
            window.clear();
            segment.readFully(at, window);
            window.flip();
            windowStart = at;
        }
        RecordHeader header =
                RecordHeader.decode(window.duplicate().position((int) (at - windowStart)));
        boolean fits =
                header != null
                        && header.length() >= 0
                        && header.lsn() > lastLsn
                        && at + RecordHeader.SIZE + header.length() <= size;
        return fits ? header : null;
    }

    private boolean matches(RecordHeader header, Extent extent) throws IOException {
        return Payloads.crc(segment, extent) == header.payloadCrc();
    }
}
