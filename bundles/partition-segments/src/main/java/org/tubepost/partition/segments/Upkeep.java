// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.journal.Appended;
import org.tubepost.journal.DamageReport;
import org.tubepost.journal.Journal;
import org.tubepost.journal.JournalFullException;
import org.tubepost.journal.JournalRecord;
import org.tubepost.journal.ReplayHandler;
import org.tubepost.journal.SegmentStatus;

/**
 * What a partition does beside its work, on one thread of low priority: checkpoints of the index,
 * and reclaim. A segment of which less than half is alive is visited; what is alive is moved to the
 * end of the journal under its old number, the index is brought up to that, and the file is
 * deleted. While the volume is nearly full a tenth that is dead is enough, for what users expunge
 * lies in many segments.
 *
 * <p>A tombstone is moved as long as another segment begins before it, for that one may hold the
 * dead content. A segment with damage is kept as it is: what cannot be read cannot be moved.
 */
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final double KEEP_FROM = 0.5;
    private static final double KEEP_FROM_WHEN_FULL = 0.9;
    private static final long ALMOST_FULL_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Journal journal;
    private final PlaceTable places;
    private final PlaceIndex index;
    private final PartitionFiles files;
    private final ReadWriteLock together;
    private final ScheduledExecutorService timer;
    private final List<Long> damaged = new ArrayList<>();
    private volatile long nextSpaceCheck = System.nanoTime();
    private volatile long usable = Long.MAX_VALUE;

    Upkeep(PartitionFiles.Opened opened, PartitionFiles files, ReadWriteLock together) {
        this.journal = opened.journal();
        this.places = opened.places();
        this.index = opened.index();
        this.files = files;
        this.together = together;
        this.timer =
                Executors.newSingleThreadScheduledExecutor(
                        work -> {
                            Thread thread = new Thread(work, "partition-" + files.name());
                            thread.setDaemon(true);
                            thread.setPriority(Thread.MIN_PRIORITY);
                            return thread;
                        });
    }

    void start(long everySeconds) {
        timer.scheduleWithFixedDelay(this::round, everySeconds, everySeconds, TimeUnit.SECONDS);
    }

    /** Checkpoint and reclaim. */
    synchronized void round() {
        try {
            checkpoint();
            double keepFrom = isNearlyFull() ? KEEP_FROM_WHEN_FULL : KEEP_FROM;
            List<SegmentStatus> mostDeadFirst = new ArrayList<>(journal.segments());
            mostDeadFirst.sort(Comparator.comparingDouble(this::alive));
            for (SegmentStatus segment : mostDeadFirst) {
                if (!segment.active()
                        && alive(segment) < keepFrom
                        && !damaged.contains(segment.id())) {
                    reclaim(segment);
                }
            }
        } catch (JournalFullException full) {
            LOG.warn("Partition {} has no room to reclaim any; it is tried again", files.name());
        } catch (IOException | RuntimeException failed) {
            LOG.warn("Upkeep of partition {} failed; it is tried again", files.name(), failed);
        }
    }

    /** Share of a segment that is needed. */
    private double alive(SegmentStatus segment) {
        return (double) places.liveOctets(segment.id()) / segment.octets();
    }

    /** Brings the index up to the journal. */
    synchronized void checkpoint() throws IOException {
        long lsn;
        PlaceTable.Unsaved unsaved;
        together.writeLock().lock();
        try {
            if (!places.isDirty()) {
                return;
            }
            long last = journal.lastLsn();
            lsn = Math.min(last, places.firstLooseStretch(last + 1) - 1);
            unsaved = places.takeUnsaved();
        } finally {
            together.writeLock().unlock();
        }
        boolean done = false;
        try {
            journal.awaitDurable(journal.lastLsn());
            index.write(lsn, unsaved.octets(), unsaved.changed(), unsaved.live());
            done = true;
        } finally {
            places.saved(done);
        }
    }

    private void reclaim(SegmentStatus segment) throws IOException {
        Mover mover = new Mover(segment.id());
        journal.visit(segment.id(), mover);
        if (mover.full != null) {
            throw mover.full;
        }
        if (mover.isDamaged) {
            damaged.add(segment.id());
            LOG.error(
                    "Partition {}: segment {} is damaged and is kept", files.name(), segment.id());
            return;
        }
        journal.awaitDurable(journal.lastLsn());
        checkpoint();
        journal.drop(segment.id());
        places.dropSegment(segment.id());
        LOG.info(
                "Partition {}: segment {} reclaimed, {} records moved",
                files.name(),
                segment.id(),
                mover.moved);
    }

    private final class Mover implements ReplayHandler {
        private final long segment;
        private int moved;
        private boolean isDamaged;
        private JournalFullException full;

        Mover(long segment) {
            this.segment = segment;
        }

        @Override
        public void replay(JournalRecord record) {
            if (full != null) {
                return;
            }
            together.readLock().lock();
            try {
                move(record);
            } catch (JournalFullException noRoom) {
                full = noRoom;
            } catch (IOException unreadable) {
                isDamaged = true;
                LOG.error(
                        "Partition {}: record {} cannot be moved",
                        files.name(),
                        record.original(),
                        unreadable);
            } finally {
                together.readLock().unlock();
            }
        }

        private void move(JournalRecord record) throws IOException {
            switch (record.type()) {
                case PartitionFiles.STRETCH -> places.moveStretch(record, this::copy);
                case PartitionFiles.CONTENT -> places.moveContent(record, this::copy);
                default -> {
                    if (isNeeded(record.original())) {
                        copy(record);
                    }
                }
            }
        }

        /** True while another segment may hold what a tombstone speaks of. */
        private boolean isNeeded(long tombstone) {
            return journal.segments().stream()
                    .anyMatch(s -> s.id() != segment && s.id() < tombstone);
        }

        private Appended copy(JournalRecord record) throws IOException {
            ByteBuffer payload = record.payload();
            moved++;
            return journal.relocate(record.type(), record.original(), payload);
        }

        @Override
        public void damaged(DamageReport report) {
            isDamaged = true;
        }
    }

    /** Refuses what would not fit on the volume. */
    void refuseIfFull(long octets) throws IOException {
        if (usable() - octets < files.segmentOctets()) {
            throw new IOException("The volume of partition " + files.name() + " is nearly full");
        }
    }

    /** At most a segment's room is left until nothing more is taken. */
    boolean isNearlyFull() throws IOException {
        return usable() < 2 * files.segmentOctets();
    }

    private long usable() throws IOException {
        if (System.nanoTime() - nextSpaceCheck >= 0) {
            usable = files.operations().usableSpace(files.directory());
            nextSpaceCheck = System.nanoTime() + ALMOST_FULL_CHECK_NANOS;
        }
        return usable;
    }

    void close() {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(30, TimeUnit.SECONDS)) {
                LOG.warn("Upkeep of partition {} does not end", files.name());
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        try {
            checkpoint();
        } catch (IOException | RuntimeException failed) {
            LOG.warn("The last checkpoint of partition {} failed", files.name(), failed);
        }
        index.close();
    }
}
