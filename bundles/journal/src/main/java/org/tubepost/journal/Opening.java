// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Opens the segments of a directory and replays them: drops a torn tail, steps over damage, and
 * seals what a crash left open, so that new records go into a fresh segment and damage is never
 * overwritten.
 */
final class Opening {
    private final Path directory;
    private final JournalOptions options;
    private final ReplayHandler handler;
    private final ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
    private final List<DamageReport> damage = new ArrayList<>();
    private UUID journal;
    private long lastLsn;

    Opening(Path directory, JournalOptions options, ReplayHandler handler) {
        this.directory = directory;
        this.options = options;
        this.handler = handler;
    }

    ConcurrentSkipListMap<Long, Segment> segments() {
        return segments;
    }

    List<DamageReport> damage() {
        return damage;
    }

    UUID journal() {
        return journal == null ? UUID.randomUUID() : journal;
    }

    long lastLsn() {
        return lastLsn;
    }

    void run() throws IOException {
        for (Map.Entry<Long, Path> file : files().entrySet()) {
            open(file.getKey(), file.getValue());
        }
        List<Segment> all = new ArrayList<>(segments.values());
        for (int i = 0; i < all.size(); i++) {
            boolean last = i == all.size() - 1;
            long nextId = last ? Long.MAX_VALUE : all.get(i + 1).id();
            if (nextId <= options.replayFrom()) {
                lastLsn = Math.max(lastLsn, nextId - 1);
            } else {
                replay(all.get(i), last);
            }
        }
    }

    private TreeMap<Long, Path> files() throws IOException {
        TreeMap<Long, Path> files = new TreeMap<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(directory, "*" + Segment.SUFFIX)) {
            for (Path file : found) {
                String name = file.getFileName().toString().replace(Segment.SUFFIX, "");
                try {
                    files.put(Long.parseUnsignedLong(name, 16), file);
                } catch (NumberFormatException foreign) {
                    report(
                            new DamageReport(
                                    0, 0, 0, DamageReport.Kind.FOREIGN_FILE, file.toString()));
                }
            }
        }
        return files;
    }

    private void open(long id, Path file) throws IOException {
        Segment segment = Segment.open(file, id);
        UUID owner = segment.journal();
        if (owner == null && segment.size() <= Segment.HEADER_SIZE) {
            // A crash while the segment was being made; nothing can be in it.
            segment.drop();
        } else if (owner != null && journal != null && !owner.equals(journal)) {
            report(
                    new DamageReport(
                            id,
                            0,
                            segment.size(),
                            DamageReport.Kind.FOREIGN_FILE,
                            file.toString()));
            segment.close();
        } else {
            if (owner == null) {
                report(
                        new DamageReport(
                                id,
                                0,
                                Segment.HEADER_SIZE,
                                DamageReport.Kind.DAMAGED_REGION,
                                "segment header is not readable"));
            } else {
                journal = owner;
            }
            segments.put(id, segment);
        }
    }

    private void replay(Segment segment, boolean last) throws IOException {
        boolean verify = options.verifyAll() || !endsWithSeal(segment);
        SegmentScanner scanner = new SegmentScanner(segment, verify);
        scanner.scan(new Replaying(segment));
        lastLsn = Math.max(lastLsn, Math.max(scanner.lastLsn(), segment.id() - 1));
        boolean empty = scanner.end() == Segment.HEADER_SIZE;
        if (scanner.isSealed()) {
            return;
        }
        if (!last && !empty) {
            report(
                    scanner.report(
                            scanner.end(),
                            segment.size(),
                            DamageReport.Kind.TRUNCATED_SEGMENT,
                            "segment has no seal"));
        } else if (segment.size() > scanner.end()) {
            report(
                    scanner.report(
                            scanner.end(),
                            segment.size(),
                            DamageReport.Kind.TORN_TAIL,
                            "incomplete write dropped"));
            keepTail(segment, scanner.end());
        }
        if (empty) {
            segments.remove(segment.id());
            segment.drop();
        } else {
            seal(segment, scanner.end());
        }
    }

    /** A segment whose last record is its seal was closed in order. */
    private static boolean endsWithSeal(Segment segment) throws IOException {
        long at = segment.size() - RecordHeader.SIZE;
        if (at < Segment.HEADER_SIZE) {
            return false;
        }
        ByteBuffer buffer = ByteBuffer.allocate(RecordHeader.SIZE);
        segment.readFully(at, buffer);
        RecordHeader header = RecordHeader.decode(buffer.flip());
        return header != null && header.type() == RecordHeader.SEAL;
    }

    /** What is cut off is kept beside the segment, for whoever wants to look. */
    private static void keepTail(Segment segment, long from) throws IOException {
        Path kept = segment.file().resolveSibling(segment.file().getFileName() + ".tail");
        try (FileChannel to =
                FileChannel.open(
                        kept,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            segment.channel().transferTo(from, segment.size() - from, to);
        }
    }

    private void seal(Segment segment, long end) throws IOException {
        segment.channel().truncate(end);
        segment.channel().position(end);
        options.files()
                .write(segment.channel(), new ByteBuffer[] {Journal.sealRecord(lastLsn + 1)});
        options.files().force(segment.channel());
        segment.size(segment.channel().size());
    }

    private void report(DamageReport report) {
        damage.add(report);
        handler.damaged(report);
    }

    /** Hands records to the owner and counts them as alive. */
    private final class Replaying implements SegmentScanner.Visitor {
        private final Segment segment;

        Replaying(Segment segment) {
            this.segment = segment;
        }

        @Override
        public void record(RecordHeader header, Extent extent) throws IOException {
            segment.live(header.recordSize());
            if (header.lsn() >= options.replayFrom()) {
                handler.replay(new ReplayedRecord(segment, header, extent));
            }
        }

        @Override
        public void damaged(DamageReport found) {
            report(found);
        }
    }
}
