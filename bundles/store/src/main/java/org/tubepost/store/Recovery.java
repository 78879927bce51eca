// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.StoreDamage;
import org.tubepost.journal.DamageReport;
import org.tubepost.store.index.Checkpoint;
import org.tubepost.store.index.DerivedIndex;
import org.tubepost.store.index.IndexDamagedException;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.OpCodec;
import org.tubepost.store.state.OwnerState;

/**
 * Brings index and log together at start. Normally what is behind the last checkpoint is replayed;
 * when the index is missing, damaged, of another log, or does not fit what the log still has, it is
 * made again from the whole log, with a checkpoint now and then so that memory stays bounded.
 */
final class Recovery implements StoreLog.Reader {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int CELLS_IN_MEMORY = 20_000;
    private static final long CHECKED_AT_START = 64L << 20;
    private static final int RECORDS_IN_MEMORY = 500_000;

    private final StoreOptions options;
    private final List<String> damage = new ArrayList<>();
    private final List<StoreDamage> healed;
    private DerivedIndex index;
    private Catalogue catalogue;
    private StoreLog log;
    private Floors floors;
    private String storeId;
    private long replayedFrom;
    private long records;
    private long sinceCheckpoint;
    private boolean rewrite;

    /** An opened store without its engine. */
    record Recovered(
            DerivedIndex index,
            Catalogue catalogue,
            StoreLog log,
            Floors floors,
            String storeId,
            List<String> damage,
            List<StoreDamage> healed,
            boolean rewrite) {}

    private Recovery(StoreOptions options, List<StoreDamage> healed) {
        this.options = options;
        this.healed = healed;
    }

    static Recovered run(StoreOptions options) throws IOException {
        Files.createDirectories(options.directory());
        List<StoreDamage> healed = new ArrayList<>();
        for (boolean snapshots : new boolean[] {true, true}) {
            Recovery recovery = new Recovery(options, healed);
            if (recovery.succeeds(snapshots)) {
                return recovery.recovered();
            }
            DerivedIndex.condemn(options.index());
        }
        Recovery last = new Recovery(options, healed);
        if (!last.succeeds(false)) {
            throw new IOException("The store in " + options.directory() + " cannot be opened");
        }
        return last.recovered();
    }

    /** False when the index, or the snapshot that it was made from, cannot be used. */
    private boolean succeeds(boolean snapshots) throws IOException {
        boolean done = false;
        try {
            attempt(snapshots);
            done = fits();
            return done;
        } catch (IndexDamagedException damaged) {
            LOG.warn("The derived index is damaged and is made again", damaged);
            healed.add(
                    StoreDamage.of(
                            StoreDamage.Kind.INDEX,
                            options.index().toString(),
                            -1,
                            damaged.getMessage() + "; it was made again at the start",
                            true));
            return false;
        } finally {
            if (log != null) {
                noteMended();
            }
            if (!done) {
                close();
            }
        }
    }

    private void noteMended() {
        for (DamageReport report : log.damage()) {
            if (report.kind() == DamageReport.Kind.MENDED) {
                healed.add(
                        StoreDamage.of(
                                StoreDamage.Kind.LOG,
                                StoreLog.file(options, report.segment()),
                                report.from(),
                                report.detail() + ", at the start",
                                true));
            }
        }
    }

    private void attempt(boolean snapshots) throws IOException {
        long start = System.nanoTime();
        storeId = StoreLog.identity(options.identity());
        floors = new Floors(options.floors());
        if (storeId.isEmpty()) {
            // Before it gets one, by which the next start would take it for an older store.
            floors.begin();
        }
        index = DerivedIndex.open(options.index(), options.indexCacheMegabytes(), storeId);
        index.checkCounts();
        boolean isIndexed = index.meta().lsn() > 0;
        if (isIndexed && index.octets() <= CHECKED_AT_START) {
            index.check();
        }
        catalogue = new Catalogue(index, options.rules().types(), this::damaged);
        if (snapshots && !isIndexed && !storeId.isEmpty()) {
            loadSnapshot();
        }
        replayedFrom = index.meta().lsn();
        log = StoreLog.open(options, replayedFrom, this);
        if (log.isNew()) {
            floors.begin();
        } else if (isIndexed) {
            adoptFloors();
        }
        storeId = StoreLog.identity(options.identity());
        LOG.info(
                "The store is at record {}: {} records replayed from {} in {} ms",
                log.last(),
                records,
                replayedFrom,
                (System.nanoTime() - start) / 1_000_000);
    }

    /** What only the index of an older store remembers would be lost with it. */
    private void adoptFloors() {
        Map<String, Long> marks = new HashMap<>();
        index.lastNumbers().keySet().forEach(partition -> marks.put(partition, 0L));
        marks.putAll(index.settled());
        try {
            floors.adopt(marks);
        } catch (IOException failed) {
            LOG.warn("{} cannot be written; the next start tries again", options.floors(), failed);
        }
    }

    /** Begins with the newest snapshot of this log that is whole. */
    private void loadSnapshot() throws IOException {
        for (SnapshotFile file : new Snapshots(options, Clock.systemUTC()).all()) {
            try {
                SnapshotFile.Head head = file.verify();
                if (head.storeId().equals(storeId)) {
                    load(file);
                    LOG.info("The derived index is made again from {}", file.path());
                    return;
                }
            } catch (IOException damaged) {
                LOG.warn("Snapshot {} is passed over", file.path(), damaged);
                healed.add(
                        StoreDamage.of(
                                StoreDamage.Kind.SNAPSHOT,
                                file.path().toString(),
                                -1,
                                damaged.getMessage() + "; it was passed over",
                                false));
            }
        }
    }

    private void load(SnapshotFile file) throws IOException {
        // Until it is loaded to its end nobody may take the index for whole.
        DerivedIndex.condemn(options.index());
        SnapshotFile.Head head =
                file.read(
                        new SnapshotFile.Reader() {
                            @Override
                            public void owner(OwnerState state) {
                                catalogue.adopt(state);
                                checkpointIfLarge();
                            }

                            @Override
                            public void mailbox(MailboxState state) {
                                catalogue.adopt(state);
                                sinceCheckpoint += state.size();
                                checkpointIfLarge();
                            }

                            @Override
                            public void doomed(ContentLocator content) {
                                catalogue.adopt(content);
                            }
                        });
        catalogue.adopted(head);
        checkpoint();
        DerivedIndex.pardon(options.index());
    }

    /**
     * True when the log has all that is behind the index. An index that is ahead of its log has
     * what the log lost: it stays, and the log is written anew from it.
     */
    private boolean fits() throws IOException {
        if (replayedFrom > log.last() && !log.isNew()) {
            damaged(
                    "The store's log ends with record "
                            + log.last()
                            + ", its index with "
                            + replayedFrom
                            + ": records behind that may be lost");
            log.advance(replayedFrom + 1);
            rewrite = true;
            return true;
        }
        return replayedFrom <= log.last() && (replayedFrom == 0 || replayedFrom >= log.first() - 1);
    }

    @Override
    public void record(long lsn, ByteBuffer body) {
        Collection<Cell<?>> touched = catalogue.apply(lsn, OpCodec.decode(body));
        for (Cell<?> cell : touched) {
            publish(cell, lsn);
        }
        records++;
        sinceCheckpoint++;
        checkpointIfLarge();
    }

    private void checkpointIfLarge() {
        if (catalogue.dirtyCount() > CELLS_IN_MEMORY || sinceCheckpoint > RECORDS_IN_MEMORY) {
            checkpoint();
        }
    }

    private static void publish(Cell<?> cell, long lsn) {
        if (cell instanceof MailboxCell mailbox) {
            mailbox.publish(mailbox.head, lsn);
        } else if (cell instanceof OwnerCell owner) {
            owner.publish(owner.head, lsn);
        } else if (cell instanceof UsageCell usage) {
            usage.publish(usage.head, lsn);
        }
    }

    @Override
    public void damaged(String what) {
        LOG.error("{}", what);
        damage.add(what);
    }

    private void checkpoint() {
        sinceCheckpoint = 0;
        Unsaved unsaved = catalogue.takeUnsaved();
        index.write(
                new Checkpoint(
                        unsaved.lsn(),
                        unsaved.nextMailbox(),
                        unsaved.lastUidValidity(),
                        storeId,
                        unsaved.owners().stream().map(Unsaved.Item::change).toList(),
                        unsaved.mailboxes().stream().map(Unsaved.Item::change).toList(),
                        unsaved.usages().stream().map(Unsaved.Item::change).toList(),
                        unsaved.references(),
                        List.of(),
                        Map.of()));
        index.sync();
        catalogue.saved(unsaved, true);
        catalogue.inMemory().forEach(catalogue::evict);
    }

    private Recovered recovered() {
        return new Recovered(
                index,
                catalogue,
                log,
                floors,
                storeId,
                List.copyOf(damage),
                List.copyOf(healed),
                rewrite);
    }

    private void close() throws IOException {
        if (index != null) {
            index.closeQuietly();
        }
        if (log != null) {
            log.close();
        }
    }
}
