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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the segments of a directory and replays them: drops a torn tail, steps over damage, and
 * seals what a crash left open, so that new records go into a fresh segment and damage is never
 * overwritten.
 */
final class Opening {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    /**
     * After a crash the numbers go on this far behind the last one found, for more may have been
     * given to records that are lost, and no number is given twice.
     */
    private static final long LOST_NUMBERS = 1 << 20;

    private final Path directory;
    private final JournalOptions options;
    private final ReplayHandler handler;
    private final ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
    private final List<DamageReport> damage = new ArrayList<>();
    private final SecondCopy copy;
    private UUID journal;
    private long lastLsn;
    private long next = 1;

    Opening(Path directory, JournalOptions options, ReplayHandler handler) {
        this.directory = directory;
        this.options = options;
        this.handler = handler;
        this.copy = options.copy().map(SecondCopy::in).orElse(null);
    }

    /** The second copy, or null. */
    SecondCopy copy() {
        return copy;
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

    /** Last number known to be used. */
    long lastLsn() {
        return lastLsn;
    }

    /** First number that was certainly never given. */
    long next() {
        return next;
    }

    void run() throws IOException {
        boolean done = false;
        try {
            TreeMap<Long, Path> files = files();
            if (copy != null) {
                restoreMissing(files);
            }
            for (Map.Entry<Long, Path> file : files.entrySet()) {
                open(file.getKey(), file.getValue(), file.getKey().equals(files.lastKey()));
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
            next = Math.max(next, lastLsn + 1);
            done = true;
        } finally {
            if (!done) {
                for (Segment segment : segments.values()) {
                    segment.close();
                }
            }
        }
    }

    /** A second copy that cannot be used helps nothing, and prevents nothing. */
    private void restoreMissing(TreeMap<Long, Path> files) {
        try {
            copy.restoreMissing(directory, files, options.files(), this::mended);
        } catch (IOException away) {
            LOG.warn("{}: the second copy cannot be used", options.name(), away);
        }
    }

    private void cutCopy(long segmentId, long end) {
        try {
            copy.cut(segmentId, end);
        } catch (IOException away) {
            // What stays behind the end is believed only where it matches its checksums.
            LOG.warn("{}: the second copy cannot be cut", options.name(), away);
        }
    }

    private TreeMap<Long, Path> files() throws IOException {
        TreeMap<Long, Path> files = new TreeMap<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
            for (Path file : found) {
                String name = file.getFileName().toString();
                if (name.endsWith(Segment.GONE)) {
                    Files.delete(file);
                } else if (name.endsWith(Segment.SUFFIX)) {
                    collect(file, name.substring(0, name.indexOf('.')), files);
                }
            }
        }
        return files;
    }

    private void collect(Path file, String name, Map<Long, Path> into) {
        try {
            into.put(Long.parseLong(name, 16), file);
        } catch (NumberFormatException foreign) {
            report(new DamageReport(0, 0, 0, DamageReport.Kind.FOREIGN_FILE, file.toString()));
        }
    }

    private void open(long id, Path file, boolean last) throws IOException {
        Segment segment = Segment.open(file, id, options.files());
        next = Math.max(next, id);
        if (segment.header() == null && copy != null && copy.mendHeader(segment, journal)) {
            mended(id, 0, Segment.HEADER_SIZE, "segment header put back from the second copy");
        }
        if (segment.header() == null && segment.size() <= Segment.HEADER_SIZE && last) {
            // A crash while the segment was being made; nothing can be in it.
            segment.drop();
            return;
        }
        if (segment.header() == null && !restoreHeader(segment)) {
            leave(segment, DamageReport.Kind.TRUNCATED_SEGMENT, "nothing in it is readable");
        } else if (isForeign(segment.header().journal())) {
            leave(segment, DamageReport.Kind.FOREIGN_FILE, file.toString());
        } else {
            segments.put(id, segment);
        }
    }

    /** Whether a segment belongs to another journal; one that cannot say so is taken for ours. */
    private boolean isForeign(UUID owner) {
        if (journal == null) {
            journal = owner;
        }
        return owner != null && !owner.equals(journal);
    }

    /** Reports a file and leaves it alone. */
    private void leave(Segment segment, DamageReport.Kind kind, String detail) throws IOException {
        report(new DamageReport(segment.id(), 0, segment.size(), kind, detail));
        segment.close();
    }

    /** Finds out from its records what a segment's header said. */
    private boolean restoreHeader(Segment segment) throws IOException {
        RecordHeader any = firstRecord(segment);
        if (any == null) {
            return false;
        }
        segment.header(new SegmentHeader(segment.id(), null, any.salt()));
        segment.damaged();
        report(
                new DamageReport(
                        segment.id(),
                        0,
                        Segment.HEADER_SIZE,
                        DamageReport.Kind.DAMAGED_REGION,
                        "segment header is not readable"));
        return true;
    }

    /** The seal, for that is surely ours; else the first thing that looks like a record. */
    private static RecordHeader firstRecord(Segment segment) throws IOException {
        RecordHeader seal = headerAt(segment, segment.size() - RecordHeader.SIZE);
        if (seal != null && seal.type() == RecordHeader.SEAL) {
            return seal;
        }
        long last = segment.size() - RecordHeader.SIZE;
        for (long at = Segment.HEADER_SIZE; at <= last; at += RecordHeader.ALIGNMENT) {
            RecordHeader found = headerAt(segment, at);
            if (found != null && found.lsn() >= segment.id()) {
                return found;
            }
        }
        return null;
    }

    private static RecordHeader headerAt(Segment segment, long at) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(RecordHeader.SIZE);
        if (at < Segment.HEADER_SIZE) {
            return null;
        }
        segment.readFully(at, buffer);
        return RecordHeader.decode(buffer.flip());
    }

    private void replay(Segment segment, boolean last) throws IOException {
        boolean verify = options.verifyAll() || !endsWithSeal(segment);
        SegmentScanner scanner = new SegmentScanner(segment, verify, copy);
        scanner.scan(new Replaying(segment));
        lastLsn = Math.max(lastLsn, scanner.lastLsn());
        if (scanner.isSealed()) {
            return;
        }
        boolean hasTail = segment.size() > scanner.end();
        if (!last) {
            segment.damaged();
            report(
                    scanner.report(
                            scanner.end(),
                            segment.size(),
                            DamageReport.Kind.TRUNCATED_SEGMENT,
                            "segment has no seal"));
        } else if (hasTail) {
            report(
                    scanner.report(
                            scanner.end(),
                            segment.size(),
                            DamageReport.Kind.TORN_TAIL,
                            "incomplete write dropped"));
        }
        if (hasTail) {
            keepTail(segment, scanner.end());
        }
        if (last) {
            next = lastLsn + 1 + LOST_NUMBERS;
        }
        if (copy != null) {
            cutCopy(segment.id(), scanner.end());
        }
        seal(segment, scanner.end(), last ? next : lastLsn + 1);
    }

    /** A segment whose last record is its seal was closed in order. */
    private static boolean endsWithSeal(Segment segment) throws IOException {
        RecordHeader header = headerAt(segment, segment.size() - RecordHeader.SIZE);
        return header != null
                && header.type() == RecordHeader.SEAL
                && header.salt() == segment.salt();
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
            long at = from;
            while (at < segment.size()) {
                at += segment.transferTo(at, segment.size() - at, to);
            }
        }
    }

    /**
     * Ends a segment that was never sealed. Its octets are written again before they are forced:
     * they may be in the system's cache only, and after a failed fsync the system believes that
     * they are on the disk. The seal comes when that is done, for it says so.
     */
    private static void seal(Segment segment, long end, long next) throws IOException {
        segment.truncate(Math.min(end, segment.size()));
        long size = segment.size();
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(FileOperations.HEAP_PIECE, size));
        for (long at = Segment.HEADER_SIZE; at < size; at += piece.capacity()) {
            segment.readFully(at, piece.clear().limit((int) Math.min(piece.capacity(), size - at)));
            segment.write(at, piece.flip());
        }
        segment.force();
        segment.write(end, RecordHeader.seal(next, segment.salt()).encode());
        segment.force();
    }

    private void mended(long segment, long from, long to, String detail) {
        report(new DamageReport(segment, from, to, DamageReport.Kind.MENDED, detail));
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
        public void record(JournalRecord record, long size) throws IOException {
            if (record.lsn() >= options.replayFrom()) {
                handler.replay(record);
            }
            // Not before: a record that the owner finds damaged is shown again when it is mended.
            segment.live(size);
        }

        @Override
        public void damaged(DamageReport found) {
            if (found.kind() != DamageReport.Kind.MENDED) {
                segment.damaged();
            }
            report(found);
        }
    }
}
