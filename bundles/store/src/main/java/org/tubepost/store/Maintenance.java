// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.Partition;
import org.tubepost.api.store.StoreException;
import org.tubepost.store.index.Checkpoint;
import org.tubepost.store.index.DerivedIndex;
import org.tubepost.store.index.IndexSnapshot;
import org.tubepost.store.state.Versioned;

/**
 * What the store does beside its work, one thing at a time on one thread: writes checkpoints of the
 * derived index, lets go of what was expunged long ago, has partitions release contents that no
 * message uses, finds orphans that a crash left between partition and log, drops unused mailboxes
 * from memory, and keeps the log short by writing images of mailboxes whose history is old.
 *
 * <p>A content is released only after the record that let go of it is durable and so is the
 * checkpoint that counts it. Orphans are not released while the log is known to be damaged: the
 * record that used them may be what was lost.
 */
final class Maintenance {
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
    private static final int RELEASE_AT_ONCE = 1000;

    private final Catalogue catalogue;
    private final Sequencer sequencer;
    private final LogImages images;
    private final DerivedIndex index;
    private final Partitions partitions;
    private final Bins bins;
    private final Floors floors;
    private final Limits limits;
    private final Set<ContentLocator> doomed = new LinkedHashSet<>();
    private final Map<String, Long> settled;
    private final Set<String> toReconcile = ConcurrentHashMap.newKeySet();
    private final Set<IndexSnapshot> snapshots = new HashSet<>();
    private final Set<String> orphansInWork = new HashSet<>();
    private final String storeId;
    private volatile boolean damaged;
    private volatile boolean rewrite;
    private volatile long savedLsn;

    private final Set<ContentLocator> released = new LinkedHashSet<>();

    /**
     * How much of everything.
     *
     * @param memoryOctets mailboxes in memory that nobody uses
     * @param logOctets size of the log after which old history is replaced by images
     */
    record Limits(long memoryOctets, long logOctets) {}

    Maintenance(
            Catalogue catalogue,
            Sequencer sequencer,
            StoreLog log,
            DerivedIndex index,
            Partitions partitions,
            Bins bins,
            Floors floors,
            Limits limits,
            String storeId) {
        this.catalogue = catalogue;
        this.sequencer = sequencer;
        this.index = index;
        this.partitions = partitions;
        this.bins = bins;
        this.floors = floors;
        this.limits = limits;
        this.storeId = storeId;
        this.images = new LogImages(catalogue, sequencer, log, index, this);
        this.settled = new HashMap<>(index.settled());
        this.doomed.addAll(index.doomed());
        this.savedLsn = index.meta().lsn();
    }

    /** The log lacks something: nothing that might have been used is released. */
    void damaged() {
        damaged = true;
    }

    /** What the log lacked is settled. */
    void settled() {
        damaged = false;
    }

    /** The log lacks what the index has: it is written anew with the next round. */
    void rewriteSoon() {
        rewrite = true;
    }

    /** Sequence number that the index has. */
    long savedLsn() {
        return savedLsn;
    }

    /** A partition came (back): look for orphans with the next round. */
    void partitionArrived(String name) {
        toReconcile.add(name);
    }

    /**
     * One round of everything. What fails is tried again with the next, and keeps nothing from
     * being done that follows: on a full volume what writes may have to wait for what gives room.
     */
    synchronized void round() {
        boolean written = attempt("a checkpoint", this::checkpoint);
        attempt("releasing contents", this::releaseDoomed);
        attempt(
                "letting go of what was expunged",
                () -> bins.release(written && snapshots.isEmpty()));
        attempt(
                "looking for orphans",
                () -> {
                    checkpoint();
                    reconcile();
                });
        attempt("releasing contents", this::releaseDoomed);
        attempt("shortening the log", () -> images.shorten(limits.logOctets));
        if (rewrite) {
            attempt("writing the log anew", this::rewriteLog);
        }
        attempt("evicting", this::evict);
    }

    private static boolean attempt(String what, Guard.Work work) {
        try {
            work.run();
            return true;
        } catch (StoreException | RuntimeException failed) {
            LOG.warn("Maintenance of the store: {} failed; it is tried again", what, failed);
            return false;
        }
    }

    /** Brings the derived index up to the log, and makes it durable. */
    synchronized void checkpoint() throws StoreException {
        // What was written and could not be made durable is in the index, and is not written again.
        index.sync();
        Unsaved unsaved =
                sequencer.locked(
                        () ->
                                catalogue.isDirty() || !released.isEmpty()
                                        ? catalogue.takeUnsaved()
                                        : null);
        if (unsaved == null) {
            return;
        }
        boolean done = false;
        try {
            sequencer.barrier();
            unsaved.forEachItem(item -> item.publish(unsaved.lsn()));
            doomed.addAll(index.write(checkpointOf(unsaved)));
            savedLsn = unsaved.lsn();
            done = true;
        } finally {
            boolean written = done;
            sequencer.locked(
                    () -> {
                        catalogue.saved(unsaved, written);
                        return null;
                    });
        }
        index.sync();
        released.clear();
    }

    private Checkpoint checkpointOf(Unsaved unsaved) {
        return new Checkpoint(
                unsaved.lsn(),
                unsaved.nextMailbox(),
                unsaved.lastUidValidity(),
                storeId,
                unsaved.owners().stream().map(Unsaved.Item::change).toList(),
                unsaved.mailboxes().stream().map(Unsaved.Item::change).toList(),
                unsaved.usages().stream().map(Unsaved.Item::change).toList(),
                unsaved.references(),
                Set.copyOf(released),
                Map.copyOf(settled));
    }

    /** The store at this moment. Until it is closed no content that it has is released. */
    synchronized IndexSnapshot snapshot() throws StoreException {
        checkpoint();
        IndexSnapshot snapshot = index.snapshot();
        snapshots.add(snapshot);
        return snapshot;
    }

    /** A snapshot is not needed any more. */
    synchronized void close(IndexSnapshot snapshot) {
        if (snapshots.remove(snapshot)) {
            snapshot.close();
        }
    }

    /** Asks partitions to release what no message uses, nor a snapshot may. */
    private void releaseDoomed() {
        if (!snapshots.isEmpty() || !index.isSynced()) {
            return;
        }
        Map<String, List<ContentLocator>> byPartition = new LinkedHashMap<>();
        // A damaged key of the index could name a content that is in use.
        doomed.removeIf(c -> sequencer.locked(() -> catalogue.references(c)) > 0);
        doomed.forEach(
                c -> byPartition.computeIfAbsent(c.partition(), p -> new ArrayList<>()).add(c));
        byPartition.forEach(
                (name, contents) -> {
                    for (int at = 0; at < contents.size(); at += RELEASE_AT_ONCE) {
                        int end = Math.min(contents.size(), at + RELEASE_AT_ONCE);
                        List<ContentLocator> some = contents.subList(at, end);
                        if (!release(name, some)) {
                            return;
                        }
                        doomed.removeAll(Set.copyOf(some));
                        released.addAll(some);
                    }
                });
    }

    private boolean release(String partition, List<ContentLocator> contents) {
        Optional<Lease<Partition>> lease = partitions.leaseNow(partition);
        if (lease.isEmpty()) {
            return false;
        }
        try (Lease<Partition> held = lease.get()) {
            held.service().release(contents.stream().map(ContentLocator::number).toList());
            return true;
        } catch (IOException | RuntimeException failed) {
            LOG.warn("Partition {} did not release contents; it is tried again", partition, failed);
            return false;
        }
    }

    /** Looks for contents that no message uses and never will. */
    private void reconcile() throws StoreException {
        if (!snapshots.isEmpty()) {
            // A snapshot may have what the search finds; it is done when there is none.
            return;
        }
        for (String name : Set.copyOf(toReconcile)) {
            Optional<Lease<Partition>> lease =
                    orphansInWork.contains(name) ? Optional.empty() : partitions.leaseNow(name);
            if (lease.isEmpty()) {
                continue;
            }
            try (Lease<Partition> held = lease.get()) {
                reconcile(name, held.service());
                toReconcile.remove(name);
            } catch (IOException | RuntimeException failed) {
                LOG.warn("Partition {} could not be searched for orphans", name, failed);
            }
        }
    }

    /** Names of the partitions that were there once, as far as that is known. */
    synchronized Set<String> partitionsSeen() {
        Set<String> names = new HashSet<>(settled.keySet());
        names.addAll(floors.partitions());
        return names;
    }

    private void reconcile(String name, Partition partition) throws IOException {
        long from =
                Math.max(floors.of(name, partition.nextNumber()), settled.getOrDefault(name, 0L));
        long below = partitions.quietBelow(name, partition.nextNumber());
        List<ContentLocator> orphans = orphans(name, partition, from, below);
        if (damaged) {
            LOG.warn(
                    "Partition {} has {} contents that no message uses; they are kept because the"
                            + " log is damaged",
                    name,
                    orphans.size());
            return;
        }
        sequencer.barrier();
        if (!orphans.isEmpty()) {
            LOG.info("Partition {}: {} contents are used by no message", name, orphans.size());
        }
        for (int at = 0; at < orphans.size(); at += RELEASE_AT_ONCE) {
            int end = Math.min(orphans.size(), at + RELEASE_AT_ONCE);
            partition.release(
                    orphans.subList(at, end).stream().map(ContentLocator::number).toList());
        }
        settled.put(name, below);
    }

    /** What is done with orphans. */
    interface OrphanWork<T> {
        T on(List<ContentLocator> orphans) throws IOException;
    }

    /**
     * Does something with the contents of a partition that no message uses; they stay meanwhile,
     * and everything else goes on. Not for two at once.
     */
    <T> T withOrphans(String name, Partition partition, OrphanWork<T> work) throws IOException {
        List<ContentLocator> orphans = takeOrphans(name, partition);
        try {
            return work.on(orphans);
        } finally {
            giveBackOrphans(name);
        }
    }

    private synchronized void giveBackOrphans(String name) {
        orphansInWork.remove(name);
    }

    private synchronized List<ContentLocator> takeOrphans(String name, Partition partition)
            throws IOException {
        long below = partitions.quietBelow(name, partition.nextNumber());
        List<ContentLocator> orphans = orphans(name, partition, 0, below);
        orphansInWork.add(name);
        return orphans;
    }

    /** Contents of a range of numbers that no message uses, and that nobody lets go of either. */
    private List<ContentLocator> orphans(String name, Partition partition, long from, long below)
            throws IOException {
        List<ContentLocator> orphans = new ArrayList<>();
        partition.forEach(
                below,
                number -> {
                    ContentLocator content = new ContentLocator(name, number);
                    if (number >= from && isUnused(content) && !released.contains(content)) {
                        orphans.add(content);
                    }
                });
        // What was expunged while this looked is doomed by the checkpoint, and no orphan.
        checkpoint();
        orphans.removeIf(content -> !isUnused(content));
        return orphans;
    }

    private boolean isUnused(ContentLocator content) {
        return !doomed.contains(content)
                && sequencer.locked(() -> catalogue.references(content)) <= 0;
    }

    /** Drops mailboxes from memory, those first that were not used for long. */
    void evict() {
        List<Cell<? extends Versioned>> cells = catalogue.inMemory();
        long sum = cells.stream().mapToLong(Cell::memory).sum();
        if (sum <= limits.memoryOctets) {
            return;
        }
        cells.sort(Comparator.comparingLong(Cell::lastUse));
        for (Cell<?> cell : cells) {
            if (sum <= limits.memoryOctets * 3 / 4) {
                return;
            }
            sum -= cell.memory();
            sequencer.locked(
                    () -> {
                        catalogue.evict(cell);
                        return null;
                    });
        }
    }

    /**
     * Writes all there is anew and lets the log before it go, damaged files under another name: for
     * a log that lacks what the index has.
     */
    synchronized void rewriteLog() throws StoreException {
        images.replaceAll();
        rewrite = false;
    }
}
