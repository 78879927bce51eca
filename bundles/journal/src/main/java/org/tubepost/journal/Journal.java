// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An append-only, checksummed, segmented log. A record has a sequence number (LSN) that is never
 * used twice, a type that its owner chooses, and a payload; it is durable when {@link #commit} of
 * its number is done, and all that wait at one moment share one fsync.
 *
 * <p>Opening replays everything in order, drops only an incomplete tail, and steps over damage with
 * a report. After a failed write or fsync the journal takes nothing more. When the volume is nearly
 * full, only {@link #appendReserved} still works, so that an owner can record what frees space.
 *
 * <p><b>Reclaim</b> is the owner's: {@link #release} says that a record means nothing any more;
 * {@link #segments} shows how much of each segment is alive; to free one, the owner visits its
 * records ({@link #visit}), appends copies of those that replay would still need ({@link
 * #relocate}, which keeps the original number), waits until they are durable, and calls {@link
 * #drop}. A record that says "this earlier one is dead" is needed as long as the segment of the
 * earlier one exists ({@link #exists}). Replay may show a record and its relocated copy: the later
 * one stands. Owners keep relocation and release of one thing apart by a lock of their own.
 *
 * <p>Records written after the last fsync may survive a crash although earlier ones among them did
 * not; an owner whose record refers to others checks that it has seen them.
 *
 * <p>Thread-safe. Appends block for a write to the system's cache at most.
 */
public final class Journal implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    /** Largest payload of one record; longer things are several records. */
    public static final int MAX_PAYLOAD = 1 << 30;

    private final Path directory;
    private final JournalOptions options;
    private final FileChannel lockFile;
    private final ConcurrentSkipListMap<Long, Segment> segments;
    private final List<DamageReport> damage;
    private final Tail tail;
    private final Committer committer;
    private final SecondCopy copy;

    private Journal(Path directory, JournalOptions options, FileChannel lockFile, Opening opening) {
        this.directory = directory;
        this.options = options;
        this.lockFile = lockFile;
        this.segments = opening.segments();
        this.copy = opening.copy();
        this.damage = List.copyOf(opening.damage());
        this.tail = new Tail(directory, options, opening);
        this.committer = tail.committer();
    }

    /**
     * Opens a journal, making it if its directory does not exist or is empty.
     *
     * @param directory nobody else may use it
     * @param handler is shown every record before this method returns
     * @throws IOException if the directory is in use or cannot be read
     */
    public static Journal open(Path directory, JournalOptions options, ReplayHandler handler)
            throws IOException {
        Files.createDirectories(directory);
        FileChannel lockFile =
                FileChannel.open(
                        directory.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        try {
            FileLock lock = tryLock(lockFile);
            if (lock == null) {
                throw new IOException("journal " + directory + " is in use");
            }
            Opening opening = new Opening(directory, options, handler);
            opening.run();
            opening.damage().forEach(d -> LOG.warn("Journal {}: {}", options.name(), d));
            return new Journal(directory, options, lockFile, opening);
        } catch (IOException | RuntimeException failed) {
            lockFile.close();
            throw failed;
        }
    }

    private static FileLock tryLock(FileChannel lockFile) throws IOException {
        try {
            return lockFile.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            return null;
        }
    }

    /**
     * Appends a record; it is not durable yet.
     *
     * @param type chosen by the owner, not -1
     * @param payload its octets are the remaining ones of the buffers, which are left unchanged
     * @throws JournalFullException if the volume has no room but the reserve
     * @throws JournalFailedException if a write or fsync has failed before
     */
    public Appended append(byte type, ByteBuffer... payload) throws IOException {
        return tail.append(type, 0, false, payload);
    }

    /** As {@link #append}, and may use the reserve: for small records that free space later. */
    public Appended appendReserved(byte type, ByteBuffer... payload) throws IOException {
        return tail.append(type, 0, true, payload);
    }

    /**
     * Appends a copy of an earlier record; may use the reserve.
     *
     * @param original sequence number of the first record that said this
     */
    public Appended relocate(byte type, long original, ByteBuffer... payload) throws IOException {
        return tail.append(type, original, true, payload);
    }

    /**
     * Asks for durability.
     *
     * @return completed when the record with this number and all before it are durable; completed
     *     with {@link JournalFailedException} if they may not be. Dependents run on threads of the
     *     journal, one after the other in the order of the numbers: they must not block. For a
     *     number that is durable already they run at once on the caller's thread, maybe before
     *     those
     */
    public CompletableFuture<Void> commit(long lsn) {
        return committer.commit(given(lsn));
    }

    /**
     * Blocks until the record with this number and all before it are durable.
     *
     * @throws JournalFailedException if they may not be
     * @throws IOException also if the thread is interrupted; then the record may become durable or
     *     not
     */
    public void awaitDurable(long lsn) throws IOException {
        try {
            committer.await(given(lsn));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for durability", stop);
        }
    }

    /**
     * Whether a write or an fsync has failed, so that nothing can be appended until the journal is
     * opened again. Who is about to do something that must be recorded afterwards asks first.
     */
    public boolean hasFailed() {
        return committer.failure() != null;
    }

    private long given(long lsn) {
        if (lsn > tail.lastLsn()) {
            throw new IllegalArgumentException("number " + lsn + " has not been given yet");
        }
        return lsn;
    }

    /** Last sequence number given. */
    public long lastLsn() {
        return tail.lastLsn();
    }

    /** Last sequence number known to be durable. */
    public long durableLsn() {
        return Math.min(committer.durable(), tail.lastLsn());
    }

    /**
     * Makes extents readable until the pin is closed.
     *
     * @throws IOException if a segment of theirs has been dropped
     */
    public Pin pin(Collection<Extent> extents) throws IOException {
        Map<Long, Segment> pinned = new HashMap<>();
        for (Extent extent : extents) {
            if (pinned.containsKey(extent.segment())) {
                continue;
            }
            Segment segment = segments.get(extent.segment());
            if (segment == null || !segment.pin()) {
                new Pin(pinned).close();
                throw new IOException("segment of " + extent + " was dropped");
            }
            pinned.put(extent.segment(), segment);
        }
        return new Pin(pinned);
    }

    /**
     * Reads the whole payload of a record and checks it.
     *
     * @throws DamagedRecordException if it does not match its checksum
     */
    public ByteBuffer read(Extent extent) throws IOException {
        Segment segment = segments.get(extent.segment());
        if (segment == null || !segment.pin()) {
            throw new IOException("segment of " + extent + " was dropped");
        }
        try {
            return Payloads.read(segment, Payloads.header(segment, extent), extent);
        } finally {
            segment.unpin();
        }
    }

    /** Says that a record means nothing any more, once for each record. */
    public void release(Extent extent) {
        Segment segment = segments.get(extent.segment());
        if (segment != null) {
            segment.live(-(RecordHeader.SIZE + RecordHeader.padded(extent.length())));
        }
    }

    /** True while the segment of an extent exists, so that replay would show its record. */
    public boolean exists(long segment) {
        return segments.containsKey(segment);
    }

    /** All segments, oldest first. */
    public List<SegmentStatus> segments() {
        Segment writing = tail.active();
        return segments.values().stream()
                .map(s -> new SegmentStatus(s.id(), s.size(), s.liveOctets(), s == writing))
                .toList();
    }

    /** Shows the records of one segment in order; damage is stepped over. */
    public void visit(long segmentId, ReplayHandler handler) throws IOException {
        Segment segment = segments.get(segmentId);
        if (segment == null || !segment.pin()) {
            return;
        }
        try {
            new SegmentScanner(segment, false)
                    .scan(
                            new SegmentScanner.Visitor() {
                                @Override
                                public void record(JournalRecord record, long size)
                                        throws IOException {
                                    handler.replay(record);
                                }

                                @Override
                                public void damaged(DamageReport report) {
                                    segment.damaged();
                                    handler.damaged(report);
                                }
                            });
        } finally {
            segment.unpin();
        }
    }

    /**
     * Reads a whole segment and compares it with its checksums; mends what is damaged from the
     * second copy, if there is one that has it, and writes a copy anew that differs. Not for the
     * segment that is written to, of which nothing is said: {@link #roll} first.
     *
     * @param mend false to change nothing
     * @return what was found, mended or not
     */
    public List<DamageReport> verify(long segmentId, boolean mend) throws IOException {
        Segment segment = segments.get(segmentId);
        if (segment == null || segment == tail.active() || !segment.pin()) {
            return List.of();
        }
        try {
            return new Verification(segment, mend ? copy : null, tail.copy()).run();
        } finally {
            segment.unpin();
        }
    }

    /**
     * Deletes a segment. What replay would still need from it must have been relocated; this method
     * first makes everything durable that was appended before. A segment that was found damaged is
     * renamed to {@code .damaged} and kept for whoever wants to look. Nothing happens if there is
     * no such segment.
     *
     * @throws IllegalArgumentException for the segment that is written to
     */
    public void drop(long segmentId) throws IOException {
        Segment segment = segments.get(segmentId);
        if (segment == null) {
            return;
        }
        tail.giveUp(segment);
        awaitDurable(tail.lastLsn());
        if (tail.copy() != null) {
            // First: a segment that has only a copy is taken for lost.
            dropCopy(segmentId);
        }
        segment.drop();
        Interrupts.postponed(
                () -> {
                    options.files().forceDirectory(directory);
                    return null;
                });
        segments.remove(segmentId);
        if (copy != null && !segments.isEmpty()) {
            SecondCopy.noteOldest(directory, segments.firstKey());
        }
    }

    /**
     * A copy that cannot be deleted keeps nobody: what is older than the oldest is not put back.
     */
    private void dropCopy(long segmentId) {
        try {
            tail.copy().drop(segmentId);
        } catch (IOException away) {
            LOG.warn("{}: a second copy of a segment stays", options.name(), away);
        }
    }

    /**
     * Ends the segment that is written to, so that it can be reclaimed; the next append begins
     * another.
     */
    public void roll() throws IOException {
        tail.roll();
    }

    /**
     * Leaves numbers out: the next record's number is at least this one. For a journal that goes on
     * where another one ended, whose numbers somebody remembers.
     */
    public void advance(long number) throws IOException {
        tail.advance(number);
    }

    /** What was found damaged at opening. */
    public List<DamageReport> damage() {
        return damage;
    }

    /** Figures since opening. */
    public JournalStatistics statistics() {
        long octets = 0;
        long live = 0;
        for (Segment segment : segments.values()) {
            octets += segment.size();
            live += segment.liveOctets();
        }
        return new JournalStatistics(
                tail.appends(),
                tail.appendedOctets(),
                committer.syncs(),
                committer.commits(),
                segments.size(),
                octets,
                live);
    }

    /** Makes everything durable, seals the journal and gives the directory back. */
    @Override
    public void close() throws IOException {
        try {
            tail.close();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            for (Segment segment : segments.values()) {
                segment.close();
            }
            lockFile.close();
        }
    }
}
