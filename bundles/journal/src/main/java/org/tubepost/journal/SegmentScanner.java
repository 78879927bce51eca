// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Walks through the records of one segment. What is no record is stepped over, eight octets at a
 * time, to the next good one; if there is none, it is the tail.
 */
final class SegmentScanner {
    private static final int WINDOW = 1 << 18;
    private static final int INLINE = 1 << 16;

    private final Segment segment;
    private final boolean verify;
    private final SecondCopy copy;
    private final ByteBuffer window;
    private long windowStart;
    private long end = Segment.HEADER_SIZE;
    private long lastLsn;
    private boolean sealed;
    private long mendedAt = -1;

    /** Told what was found. */
    interface Visitor {
        void record(JournalRecord record, long recordSize) throws IOException;

        void damaged(DamageReport report);
    }

    SegmentScanner(Segment segment, boolean verify) {
        this(segment, verify, null);
    }

    /** With a second copy from which damage is mended, or null. */
    SegmentScanner(Segment segment, boolean verify, SecondCopy copy) {
        this.segment = segment;
        this.verify = verify;
        this.copy = copy;
        this.lastLsn = segment.id() - 1;
        long most = copy == null ? Math.min(WINDOW, segment.size()) : WINDOW;
        this.window = ByteBuffer.allocate((int) most).limit(0);
    }

    /** Octet behind the last good record. */
    long end() {
        return end;
    }

    /** Last sequence number that is known to be used. */
    long lastLsn() {
        return lastLsn;
    }

    /** True if the segment ends with its seal. */
    boolean isSealed() {
        return sealed;
    }

    void scan(Visitor visitor) throws IOException {
        long at = Segment.HEADER_SIZE;
        while (!sealed) {
            long size = segment.size();
            RecordHeader header = at + RecordHeader.SIZE <= size ? headerAt(at, size) : null;
            if (header == null) {
                long next = findNext(at + RecordHeader.ALIGNMENT, size);
                if (mend(at, next < 0 ? Long.MAX_VALUE : next, visitor)) {
                    continue;
                }
                if (next < 0) {
                    return;
                }
                visitor.damaged(
                        report(at, next, DamageReport.Kind.DAMAGED_REGION, "no readable record"));
                at = next;
                continue;
            }
            // May lie behind the end of the file, if only padding is missing.
            long behind = at + header.recordSize();
            if (header.type() == RecordHeader.SEAL) {
                sealed = true;
                lastLsn = Math.max(lastLsn, header.lsn() - 1);
            } else {
                Shown shown = show(header, at, behind, visitor);
                if (shown == Shown.TORN) {
                    return;
                }
                if (shown == Shown.MENDED) {
                    continue;
                }
            }
            end = behind;
            at = behind;
        }
    }

    private enum Shown {
        DONE,
        /** It is to be read again. */
        MENDED,
        /** It is the torn end of the segment. */
        TORN
    }

    /** True when something was put back, and the place is to be read again. */
    private boolean mend(long at, long to, Visitor visitor) throws IOException {
        if (copy == null || mendedAt == at) {
            return false;
        }
        mendedAt = at;
        long end = copy.mend(segment, at, to, lastLsn);
        if (end <= at) {
            return false;
        }
        window.limit(0);
        visitor.damaged(report(at, end, DamageReport.Kind.MENDED, "put back from the second copy"));
        return true;
    }

    private boolean mendBehind(long last, long at, long behind, Visitor visitor)
            throws IOException {
        long shown = lastLsn;
        lastLsn = last;
        if (mend(at, behind, visitor)) {
            return true;
        }
        lastLsn = shown;
        return false;
    }

    /** Shows a record or reports it as damaged. */
    private Shown show(RecordHeader header, long at, long behind, Visitor visitor)
            throws IOException {
        Extent extent = new Extent(segment.id(), at + RecordHeader.SIZE, header.length());
        ByteBuffer payload = inline(header, at);
        if (verify && !matches(header, extent, payload)) {
            if (mend(at, behind, visitor)) {
                return Shown.MENDED;
            }
            // A last record whose octets did not all arrive is a torn tail, not damage.
            if (findNext(behind, segment.size()) < 0) {
                return Shown.TORN;
            }
            lastLsn = header.lsn();
            visitor.damaged(damagedPayload(header.lsn(), extent));
            return Shown.DONE;
        }
        long before = lastLsn;
        lastLsn = header.lsn();
        try {
            visitor.record(
                    new ReplayedRecord(segment, header, extent, payload), header.recordSize());
        } catch (DamagedRecordException found) {
            // The owner asked for a payload that nobody had verified before.
            if (mendBehind(before, at, behind, visitor)) {
                return Shown.MENDED;
            }
            visitor.damaged(damagedPayload(header.lsn(), extent));
        }
        return Shown.DONE;
    }

    private DamageReport damagedPayload(long lsn, Extent extent) {
        return report(
                extent.offset() - RecordHeader.SIZE,
                extent.offset() + extent.length(),
                DamageReport.Kind.DAMAGED_PAYLOAD,
                "record " + lsn + " does not match its checksum");
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
        require(at, RecordHeader.SIZE);
        RecordHeader header =
                RecordHeader.decode(window.duplicate().position((int) (at - windowStart)));
        boolean fits =
                header != null
                        && header.salt() == segment.salt()
                        && header.lsn() > lastLsn
                        && at + RecordHeader.SIZE + header.length() <= size;
        return fits ? header : null;
    }

    /** The payload if it is short enough to be read along with the header, else null. */
    private ByteBuffer inline(RecordHeader header, long at) throws IOException {
        if (header.length() > INLINE) {
            return null;
        }
        require(at, RecordHeader.SIZE + header.length());
        return window.slice((int) (at - windowStart) + RecordHeader.SIZE, header.length());
    }

    /** Has the window hold these octets, as far as the file goes. */
    private void require(long at, int octets) throws IOException {
        if (at < windowStart || at + octets > windowStart + window.limit()) {
            window.clear();
            segment.readFully(at, window);
            window.flip();
            windowStart = at;
        }
    }

    private boolean matches(RecordHeader header, Extent extent, ByteBuffer payload)
            throws IOException {
        int crc = payload == null ? Payloads.crc(segment, extent) : RecordHeader.crcOf(payload);
        return crc == header.payloadCrc();
    }
}
