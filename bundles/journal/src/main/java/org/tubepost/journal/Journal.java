// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
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
    private static final long SPACE_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final ByteBuffer PADDING = ByteBuffer.allocate(RecordHeader.ALIGNMENT);

    private final Path directory;
    private final JournalOptions options;
    private final FileChannel lockFile;
    private final UUID id;
    private final ConcurrentSkipListMap<Long, Segment> segments;
    private final List<DamageReport> damage;
    private final Object writeLock = new Object();
    private final Set<Segment> unsynced = new LinkedHashSet<>();
    private final Committer committer;
    private Segment active;
    private long lastLsn;
    private long appends;
    private long appendedOctets;
    private long nextSpaceCheck;
    private boolean spaceLow;
    private boolean closed;

    private Journal(Path directory, JournalOptions options, FileChannel lockFile, Opening opening) {
        this.directory = directory;
        this.options = options;
        this.lockFile = lockFile;
        this.id = opening.journal();
        this.segments = opening.segments();
        this.damage = List.copyOf(opening.damage());
        this.lastLsn = opening.lastLsn();
        this.nextSpaceCheck = System.nanoTime();
        this.committer = new Committer(options.name(), lastLsn, this::sync);
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
        return append(type, 0, false, payload);
    }

    /** As {@link #append}, and may use the reserve: for small records that free space later. */
    public Appended appendReserved(byte type, ByteBuffer... payload) throws IOException {
        return append(type, 0, true, payload);
    }

    /**
     * Appends a copy of an earlier record; may use the reserve.
     *
     * @param original sequence number of the first record that said this
     */
    public Appended relocate(byte type, long original, ByteBuffer... payload) throws IOException {
        return append(type, original, true, payload);
    }

    private Appended append(byte type, long original, boolean reserved, ByteBuffer... payload)
            throws IOException {
        if (type == RecordHeader.SEAL) {
            throw new IllegalArgumentException("type " + type + " is the journal's own");
        }
        // The costly checksum is made before anybody has to wait.
        int crc = RecordHeader.crcOf(payload);
        long length = 0;
        for (ByteBuffer buffer : payload) {
            length += buffer.remaining();
        }
        if (length > Integer.MAX_VALUE - 2 * RecordHeader.SIZE) {
            throw new IllegalArgumentException("record of " + length + " octets");
        }
        synchronized (writeLock) {
            refuseIfFailed();
            if (!reserved) {
                refuseIfFull();
            }
            long size = RecordHeader.SIZE + RecordHeader.padded(length);
            Segment segment = segmentFor(size);
            long lsn = lastLsn + 1;
            RecordHeader header =
                    new RecordHeader(crc, (int) length, lsn, original == 0 ? lsn : original, type);
            long at = segment.size();
            write(segment, gather(header, payload));
            lastLsn = lsn;
            segment.live(size);
            appends++;
            appendedOctets += size;
            return new Appended(
                    lsn, new Extent(segment.id(), at + RecordHeader.SIZE, (int) length));
        }
    }

    private static ByteBuffer[] gather(RecordHeader header, ByteBuffer... payload) {
        ByteBuffer[] all = new ByteBuffer[payload.length + 2];
        all[0] = header.encode();
        for (int i = 0; i < payload.length; i++) {
            all[i + 1] = payload[i].duplicate();
        }
        int padding = (int) (RecordHeader.padded(header.length()) - header.length());
        all[payload.length + 1] = PADDING.duplicate().limit(padding);
        return all;
    }

    private void write(Segment segment, ByteBuffer... record) throws IOException {
        long before = segment.size();
        try {
            options.files().write(segment.channel(), record);
            segment.size(segment.channel().position());
            unsynced.add(segment);
        } catch (IOException failed) {
            undo(segment, before, failed);
        }
    }

    /** Takes a half-written record back; if even that fails, the journal is done for. */
    private void undo(Segment segment, long before, IOException failed) throws IOException {
        // Truncating needs a thread that is not interrupted; it will be again behind.
        boolean interrupted = Thread.interrupted();
        try {
            segment.channel().truncate(before);
            segment.channel().position(before);
        } catch (IOException worse) {
            failed.addSuppressed(worse);
            committer.fail(failed);
            throw committer.refusal();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (failed instanceof ClosedByInterruptException) {
            // The caller was interrupted, nothing is wrong with the disk.
            throw failed;
        }
        if (isOutOfSpace(failed)) {
            throw new JournalFullException("no room on the volume of " + directory, failed);
        }
        committer.fail(failed);
        throw committer.refusal();
    }

    private boolean isOutOfSpace(IOException failed) {
        String text = String.valueOf(failed.getMessage());
        return text.contains("No space left") || text.contains("quota exceeded");
    }

    private void refuseIfFailed() throws JournalFailedException {
        if (closed || committer.failure() != null) {
            throw committer.refusal();
        }
    }

    private void refuseIfFull() throws IOException {
        long now = System.nanoTime();
        if (now - nextSpaceCheck >= 0) {
            spaceLow =
                    options.files().usableSpace(directory)
                            < options.reserveOctets() + options.segmentOctets() / 16;
            nextSpaceCheck = now + SPACE_CHECK_NANOS;
        }
        if (spaceLow) {
            throw new JournalFullException("volume of " + directory + " is nearly full", null);
        }
    }

    private Segment segmentFor(long size) throws IOException {
        if (active != null
                && active.size() + size > options.segmentOctets()
                && active.size() > Segment.HEADER_SIZE) {
            write(active, sealRecord(lastLsn + 1));
            active = null;
        }
        if (active == null) {
            try {
                active = Segment.create(directory, lastLsn + 1, id, options.files());
                active.channel().position(active.size());
            } catch (IOException failed) {
                if (isOutOfSpace(failed)) {
                    throw new JournalFullException("no room for a new segment", failed);
                }
                committer.fail(failed);
                throw committer.refusal();
            }
            segments.put(active.id(), active);
        }
        return active;
    }

    static ByteBuffer sealRecord(long lsn) {
        // The seal has the number of the record after it, so that its own is used by nobody else's
        // meaning.
        return new RecordHeader(RecordHeader.crcOf(), 0, lsn, lsn, RecordHeader.SEAL).encode();
    }

    /**
     * Asks for durability.
     *
     * @return completed when the record with this number and all before it are durable; completed
     *     with {@link JournalFailedException} if they may not be. Dependents run on one thread of
     *     the journal: they must not block
     */
    public CompletableFuture<Void> commit(long lsn) {
        return committer.commit(lsn);
    }

    /** Blocks until the record with this number and all before it are durable. */
    public void awaitDurable(long lsn) throws IOException {
        try {
            commit(lsn).get();
        } catch (ExecutionException failed) {
            throw committer.refusal();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for durability", stop);
        }
    }

    private long sync() throws IOException {
        long reached;
        List<Segment> dirty;
        synchronized (writeLock) {
            reached = lastLsn;
            dirty = new ArrayList<>(unsynced);
            unsynced.clear();
        }
        for (Segment segment : dirty) {
            if (segment.pin()) {
                try {
                    options.files().force(segment.channel());
                } finally {
                    segment.unpin();
                }
            }
        }
        return reached;
    }

    /** Last sequence number given. */
    public long lastLsn() {
        synchronized (writeLock) {
            return lastLsn;
        }
    }

    /** Last sequence number known to be durable. */
    public long durableLsn() {
        return committer.durable();
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
        Segment writing;
        synchronized (writeLock) {
            writing = active;
        }
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
                                public void record(RecordHeader header, Extent extent)
                                        throws IOException {
                                    handler.replay(new ReplayedRecord(segment, header, extent));
                                }

                                @Override
                                public void damaged(DamageReport report) {
                                    handler.damaged(report);
                                }
                            });
        } finally {
            segment.unpin();
        }
    }

    /**
     * Deletes a segment. What replay would still need from it must have been relocated and be
     * durable.
     *
     * @throws IllegalArgumentException for the segment that is written to
     */
    public void drop(long segmentId) throws IOException {
        Segment segment;
        synchronized (writeLock) {
            if (active != null && active.id() == segmentId) {
                throw new IllegalArgumentException("segment is written to");
            }
            segment = segments.remove(segmentId);
            unsynced.remove(segment);
        }
        if (segment != null) {
            segment.drop();
            options.files().forceDirectory(directory);
        }
    }

    /**
     * Ends the segment that is written to, so that it can be reclaimed; the next append begins
     * another.
     */
    public void roll() throws IOException {
        synchronized (writeLock) {
            refuseIfFailed();
            if (active != null) {
                write(active, sealRecord(lastLsn + 1));
                active = null;
            }
        }
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
        synchronized (writeLock) {
            return new JournalStatistics(
                    appends,
                    appendedOctets,
                    committer.syncs(),
                    committer.commits(),
                    segments.size(),
                    octets,
                    live);
        }
    }

    /** Makes everything durable, seals the journal and gives the directory back. */
    @Override
    public void close() throws IOException {
        synchronized (writeLock) {
            if (closed) {
                return;
            }
            if (committer.failure() == null && active != null) {
                write(active, sealRecord(lastLsn + 1));
                active = null;
            }
            closed = true;
        }
        try {
            if (committer.failure() == null) {
                sync();
            }
            committer.close();
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
