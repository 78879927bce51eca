// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Compares one sealed segment with its checksums, octet for octet. */
final class Verification implements SegmentScanner.Visitor {
    private final Segment segment;
    private final SecondCopy copy;
    private final CopyWriter writer;
    private final List<DamageReport> found = new ArrayList<>();

    /** With a copy from which damage is mended, or null to change nothing. */
    Verification(Segment segment, SecondCopy copy, CopyWriter writer) {
        this.segment = segment;
        this.copy = copy;
        this.writer = writer;
    }

    List<DamageReport> run() throws IOException {
        header();
        SegmentScanner scanner = new SegmentScanner(segment, true, copy);
        scanner.scan(this);
        if (!scanner.isSealed()) {
            damaged(
                    scanner.report(
                            scanner.end(),
                            segment.size(),
                            DamageReport.Kind.TRUNCATED_SEGMENT,
                            "segment has no seal"));
        }
        boolean whole = found.stream().allMatch(d -> d.kind() == DamageReport.Kind.MENDED);
        if (copy != null && whole && !copy.isSame(segment)) {
            writer.renew(segment);
        }
        return found;
    }

    /** The header in memory is good, whatever the file has. */
    private void header() throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(Segment.HEADER_SIZE);
        segment.readFully(0, octets);
        SegmentHeader known = segment.header();
        if (SegmentHeader.decode(octets.flip(), segment.id()) != null || known.journal() == null) {
            return;
        }
        boolean mended = copy != null;
        if (mended) {
            segment.patch(0, known.encode());
        }
        damaged(
                new DamageReport(
                        segment.id(),
                        0,
                        Segment.HEADER_SIZE,
                        mended ? DamageReport.Kind.MENDED : DamageReport.Kind.DAMAGED_REGION,
                        "segment header is not readable"));
    }

    @Override
    public void record(JournalRecord record, long recordSize) {
        // The scanner has compared it.
    }

    @Override
    public void damaged(DamageReport report) {
        if (report.kind() != DamageReport.Kind.MENDED) {
            segment.damaged();
        }
        found.add(report);
    }
}
