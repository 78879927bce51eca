// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.store.index.Checkpoint;
import org.tubepost.store.index.DerivedIndex;
import org.tubepost.store.index.IndexDamagedException;
import org.tubepost.store.state.OpCodec;

/**
 * Brings index and log together at start. Normally what is behind the last checkpoint is replayed;
 * when the index is missing, damaged, of another log, or does not fit what the log still has, it is
 * made again from the whole log, with a checkpoint now and then so that memory stays bounded.
 */
final class Recovery implements StoreLog.Reader {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int CELLS_IN_MEMORY = 20_000;
    private static final int RECORDS_IN_MEMORY = 500_000;

    private final StoreOptions options;
    private final List<String> damage = new ArrayList<>();
    private DerivedIndex index;
    private Catalogue catalogue;
    private StoreLog log;
    private String storeId;
    private long replayedFrom;
    private long records;
    private long sinceCheckpoint;

    /** An opened store without its engine. */
    record Recovered(
            DerivedIndex index,
            Catalogue catalogue,
            StoreLog log,
            String storeId,
            List<String> damage) {}

    private Recovery(StoreOptions options) {
        this.options = options;
    }

    static Recovered run(StoreOptions options) throws IOException {
        Files.createDirectories(options.directory());
        Recovery recovery = new Recovery(options);
        try {
            recovery.attempt();
            if (!recovery.fits()) {
                recovery.close();
                recovery = new Recovery(options);
                DerivedIndex.condemn(options.index());
                recovery.attempt();
            }
        } catch (IndexDamagedException damaged) {
            LOG.warn("The derived index is damaged and is made again from the log", damaged);
            recovery.close();
            recovery = new Recovery(options);
            DerivedIndex.condemn(options.index());
            recovery.attempt();
        } catch (IOException | RuntimeException failed) {
            recovery.close();
            throw failed;
        }
        return recovery.recovered();
    }

    private void attempt() throws IOException {
        long start = System.nanoTime();
        storeId = StoreLog.identity(options.identity());
        index = DerivedIndex.open(options.index(), options.indexCacheMegabytes(), storeId);
        replayedFrom = index.meta().lsn();
        catalogue = new Catalogue(index, options.rules().types(), this::damaged);
        log =
                StoreLog.open(
                        options.log(),
                        options.identity(),
                        options.segmentOctets(),
                        replayedFrom,
                        this);
        storeId = StoreLog.identity(options.identity());
        LOG.info(
                "The store is at record {}: {} records replayed from {} in {} ms",
                log.last(),
                records,
                replayedFrom,
                (System.nanoTime() - start) / 1_000_000);
    }

    /**
     * True when the index is not ahead of the log, and the log has all that is behind the index.
     */
    private boolean fits() {
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
        catalogue.saved(unsaved, true);
        catalogue.inMemory().forEach(catalogue::evict);
    }

    private Recovered recovered() {
        return new Recovered(index, catalogue, log, storeId, List.copyOf(damage));
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
