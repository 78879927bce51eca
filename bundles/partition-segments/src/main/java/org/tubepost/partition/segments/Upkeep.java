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
 * lies in many segments; that is judged anew before each one.
 *
 * <p>A copy needs room before it gives any. Segments whose copies leave so much that messages are
 * still taken come first. No copy takes the last of the room, which is for tombstones, without
 * which nothing can be let go of, and for others on the volume.
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
    private volatile boolean isStopping;

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
            List<Candidate> mostDeadFirst = candidates();
            for (long left : new long[] {enoughForMessages(), enoughForTombstones()}) {
                for (Candidate candidate : mostDeadFirst) {
                    if (!isStopping && isDue(candidate) && fits(candidate, left)) {
                        reclaim(candidate.id());
                    }
                }
            }
        } catch (JournalFullException full) {
            LOG.warn("Partition {} has no room to reclaim any; it is tried again", files.name());
        } catch (IOException | RuntimeException failed) {
            LOG.warn("Upkeep of partition {} failed; it is tried again", files.name(), failed);
        }
    }

    /**
     * A segment that may be worth a visit, as it was when the round began.
     *
     * @param octets that are alive, and would be copied
     * @param share of the segment that is alive
     */
    private record Candidate(long id, long octets, double share) {}

    private List<Candidate> candidates() {
        List<Candidate> candidates = new ArrayList<>();
        for (SegmentStatus segment : journal.segments()) {
            if (!segment.active() && !damaged.contains(segment.id())) {
                long octets = places.liveOctets(segment.id());
                double share = (double) octets / segment.octets();
                if (share < KEEP_FROM_WHEN_FULL) {
                    candidates.add(new Candidate(segment.id(), octets, share));
                }
            }
        }
        candidates.sort(Comparator.comparingDouble(Candidate::share));
        return candidates;
    }

    private boolean isDue(Candidate candidate) throws IOException {
        return journal.exists(candidate.id())
                && !damaged.contains(candidate.id())
                && (candidate.share() < KEEP_FROM || isNearlyFull(roomNow()));
    }

    private boolean fits(Candidate candidate, long left) throws IOException {
        return candidate.octets() == 0 || candidate.octets() + left < roomNow();
    }

    /** Room with which the journal takes messages, and the store's log on this volume records. */
    private long enoughForMessages() {
        return files.segmentOctets() + files.segmentOctets() / 8;
    }

    private long enoughForTombstones() {
        return files.segmentOctets() / 4;
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

    private void reclaim(long segment) throws IOException {
        Mover mover = new Mover(segment);
        journal.visit(segment, mover);
        if (mover.failure != null) {
            throw mover.failure;
        }
        if (isStopping) {
            return; // what was moved counts; a round after the next start moves the rest
        }
        if (mover.isDamaged) {
            damaged.add(segment);
            LOG.error("Partition {}: segment {} is damaged and is kept", files.name(), segment);
            return;
        }
        journal.awaitDurable(journal.lastLsn());
        checkpoint();
        journal.drop(segment);
        places.dropSegment(segment);
        LOG.info(
                "Partition {}: segment {} reclaimed, {} records moved",
                files.name(),
                segment,
                mover.moved);
    }

    private final class Mover implements ReplayHandler {
        private final long segment;
        private int moved;
        private boolean isDamaged;
        private IOException failure;

        Mover(long segment) {
            this.segment = segment;
        }

        @Override
        public void replay(JournalRecord record) {
            if (failure != null || isStopping) {
                return;
            }
            together.readLock().lock();
            try {
                move(record);
            } catch (UnreadableException unreadable) {
                isDamaged = true;
                LOG.error(
                        "Partition {}: record {} cannot be moved",
                        files.name(),
                        record.original(),
                        unreadable);
            } catch (IOException notWritten) {
                failure = notWritten;
            } finally {
                together.readLock().unlock();
            }
        }

        private void move(JournalRecord record) throws IOException {
            switch (record.type()) {
                case PartitionFiles.STRETCH -> places.moveStretch(record, this::copyIfRoom);
                case PartitionFiles.CONTENT -> places.moveContent(record, this::copyIfRoom);
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

        /** Others on the volume may have taken the room that was there. */
        private Appended copyIfRoom(JournalRecord record) throws IOException {
            if (roomNow() < enoughForTombstones() / 2) {
                throw new JournalFullException("the last room is for tombstones", null);
            }
            return copy(record);
        }

        private Appended copy(JournalRecord record) throws IOException {
            ByteBuffer payload;
            try {
                payload = record.payload();
            } catch (IOException damaged) {
                throw new UnreadableException(damaged);
            }
            Appended copy = journal.relocate(record.type(), record.original(), payload);
            moved++;
            return copy;
        }

        @Override
        public void damaged(DamageReport report) {
            isDamaged = true;
        }
    }

    /** A record that can only be kept where it is. */
    private static final class UnreadableException extends IOException {
        private static final long serialVersionUID = 1L;

        UnreadableException(IOException why) {
            super(why);
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
        return isNearlyFull(usable());
    }

    private boolean isNearlyFull(long room) {
        return room < 2 * files.segmentOctets();
    }

    private long usable() throws IOException {
        return System.nanoTime() - nextSpaceCheck >= 0 ? roomNow() : usable;
    }

    private long roomNow() throws IOException {
        long room = files.operations().usableSpace(files.directory());
        usable = room;
        nextSpaceCheck = System.nanoTime() + ALMOST_FULL_CHECK_NANOS;
        return room;
    }

    /** Ends a round after the record that it moves, and brings the index up to the journal. */
    void close() {
        isStopping = true;
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
