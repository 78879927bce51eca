// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Where the journal grows: gives numbers, writes records, begins segments. One writer at a time,
 * under this object's monitor; a write goes to the system's cache only.
 *
 * <p>A write that fails is taken back. If the volume was full nothing has happened; else, or if it
 * cannot be taken back, the journal is done for.
 */
final class Tail {
    private static final ByteBuffer PADDING = ByteBuffer.allocate(RecordHeader.ALIGNMENT);

    private final Path directory;
    private final JournalOptions options;
    private final UUID id;
    private final ConcurrentSkipListMap<Long, Segment> segments;
    private final Set<Segment> unsynced = new LinkedHashSet<>();
    private final Committer committer;
    private final CopyWriter copy;
    private final VolumeRoom room;
    private Segment active;
    private volatile long lastLsn;
    private long next;
    private long appends;
    private long appendedOctets;
    private boolean closed;

    Tail(Path directory, JournalOptions options, Opening opening) {
        this.directory = directory;
        this.options = options;
        this.room = new VolumeRoom(directory, options);
        this.id = opening.journal();
        this.segments = opening.segments();
        this.lastLsn = opening.lastLsn();
        this.next = opening.next();
        this.copy = opening.copy() == null ? null : new CopyWriter(opening.copy(), options.name());
        if (copy != null) {
            segments.values().forEach(s -> copy.grown(s, s.size()));
            copy.start();
        }
        this.committer = new Committer(options.name(), next - 1, this::sync);
    }

    /** Who writes the second copy, or null. */
    CopyWriter copy() {
        return copy;
    }

    private void durable(Segment segment, long size) {
        if (copy != null) {
            copy.grown(segment, size);
        }
    }

    Committer committer() {
        return committer;
    }

    long lastLsn() {
        return lastLsn;
    }

    synchronized Segment active() {
        return active;
    }

    synchronized long appends() {
        return appends;
    }

    synchronized long appendedOctets() {
        return appendedOctets;
    }

    /** Appends a record; its original number is its own if 0 is given. */
    Appended append(byte type, long original, boolean reserved, ByteBuffer... payload)
            throws IOException {
        if (type == RecordHeader.SEAL) {
            throw new IllegalArgumentException("type " + type + " is the journal's own");
        }
        // The costly checksum is made before anybody has to wait.
        int crc = RecordHeader.crcOf(payload);
        long length = octetsOf(payload);
        if (length > Journal.MAX_PAYLOAD) {
            throw new IllegalArgumentException("record of " + length + " octets");
        }
        synchronized (this) {
            refuseIfFailed();
            long size = RecordHeader.sizeOf(length);
            if (!reserved) {
                room.refuseIfFull(size);
            }
            Segment segment = segmentFor(size);
            long lsn = next;
            RecordHeader header =
                    new RecordHeader(
                            crc,
                            (int) length,
                            lsn,
                            original == 0 ? lsn : original,
                            type,
                            segment.salt());
            long at = segment.size();
            write(segment, gather(header, payload));
            next = lsn + 1;
            lastLsn = lsn;
            segment.live(size);
            appends++;
            appendedOctets += size;
            return new Appended(
                    lsn, new Extent(segment.id(), at + RecordHeader.SIZE, (int) length));
        }
    }

    private static long octetsOf(ByteBuffer... buffers) {
        long octets = 0;
        for (ByteBuffer buffer : buffers) {
            octets += buffer.remaining();
        }
        return octets;
    }

    private static ByteBuffer[] gather(RecordHeader header, ByteBuffer... payload) {
        int padding = (int) (RecordHeader.padded(header.length()) - header.length());
        ByteBuffer[] all = new ByteBuffer[payload.length + (padding == 0 ? 1 : 2)];
        all[0] = header.encode();
        System.arraycopy(payload, 0, all, 1, payload.length);
        if (padding > 0) {
            all[payload.length + 1] = PADDING.duplicate().limit(padding);
        }
        return all;
    }

    private void write(Segment segment, ByteBuffer... record) throws IOException {
        long before = segment.size();
        try {
            segment.write(before, record);
            unsynced.add(segment);
        } catch (IOException | RuntimeException | Error failed) {
            undo(segment, before, octetsOf(record), failed);
            throw failed;
        }
    }

    /** Takes a half-written record back; if even that fails, the journal is done for. */
    private void undo(Segment segment, long before, long octets, Throwable failed)
            throws IOException {
        try {
            segment.truncate(before);
        } catch (IOException worse) {
            failed.addSuppressed(worse);
            committer.fail(failed);
            throw committer.refusal();
        }
        if (room.isOutOfSpace(failed, octets)) {
            room.checkSoon();
            throw new JournalFullException("no room on the volume of " + directory, failed);
        }
        if (failed instanceof IOException) {
            committer.fail(failed);
            throw committer.refusal();
        }
    }

    private void refuseIfFailed() throws JournalFailedException {
        if (closed || committer.failure() != null) {
            throw committer.refusal();
        }
    }

    private Segment segmentFor(long size) throws IOException {
        if (active != null
                && active.size() + size > options.segmentOctets()
                && active.size() > Segment.HEADER_SIZE) {
            seal();
        }
        if (active == null) {
            begin();
        }
        return active;
    }

    private void begin() throws IOException {
        // A segment without records may have this number already; no two share one.
        while (segments.containsKey(next) || Files.exists(Segment.fileOf(directory, next))) {
            next++;
        }
        try {
            active = Segment.create(directory, next, id, options.files());
        } catch (IOException failed) {
            if (room.isOutOfSpace(failed, Segment.HEADER_SIZE)) {
                throw new JournalFullException("no room for a new segment", failed);
            }
            committer.fail(failed);
            throw committer.refusal();
        }
        segments.put(active.id(), active);
    }

    /**
     * Ends a segment, and forces it: a later segment exists only when this one is durable, so that
     * a sealed segment without its seal always means that something durable was lost. The seal is
     * written when all before it is durable: who opens a sealed segment does not write it again.
     */
    private void seal() throws IOException {
        force(active);
        write(active, RecordHeader.seal(next, active.salt()).encode());
        force(active);
        unsynced.remove(active);
        durable(active, active.size());
        active = null;
    }

    private void force(Segment segment) throws JournalFailedException {
        try {
            segment.force();
        } catch (IOException failed) {
            committer.fail(failed);
            throw committer.refusal();
        }
    }

    /** Ends the segment that is written to; the next append begins another. */
    synchronized void roll() throws IOException {
        refuseIfFailed();
        if (active != null) {
            seal();
        }
    }

    /** Ends the segment that is written to and has the next record's number be at least this. */
    synchronized void advance(long number) throws IOException {
        if (number > next) {
            roll();
            next = number;
        }
    }

    /**
     * Prepares for the end of a segment. The newest file is what remembers the next number and the
     * journal's id, so before that one goes there has to be a newer one.
     */
    synchronized void giveUp(Segment segment) throws IOException {
        if (segment == active) {
            throw new IllegalArgumentException("segment is written to");
        }
        if (active == null && segments.lastKey() == segment.id()) {
            refuseIfFailed();
            begin();
        }
        unsynced.remove(segment);
    }

    private long sync() throws IOException {
        long reached;
        Map<Segment, Long> dirty = new LinkedHashMap<>();
        synchronized (this) {
            reached = next - 1;
            unsynced.forEach(s -> dirty.put(s, s.size()));
            unsynced.clear();
        }
        for (Map.Entry<Segment, Long> entry : dirty.entrySet()) {
            Segment segment = entry.getKey();
            if (segment.pin()) {
                try {
                    segment.force();
                    durable(segment, entry.getValue());
                } finally {
                    segment.unpin();
                }
            }
        }
        return reached;
    }

    /** Seals, forces, and ends the committer. What fails here is thrown when all is done. */
    void close() throws IOException, InterruptedException {
        IOException unsealed = null;
        boolean failedBefore;
        synchronized (this) {
            failedBefore = closed || committer.failure() != null;
            closed = true;
            if (active != null && !failedBefore) {
                try {
                    seal();
                } catch (IOException failed) {
                    unsealed = failed;
                }
            }
        }
        committer.close();
        if (copy != null) {
            copy.close();
        }
        if (unsealed != null) {
            throw unsealed;
        }
        if (!failedBefore && committer.failure() != null) {
            throw committer.refusal();
        }
    }
}
