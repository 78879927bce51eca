// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.observe.MeterSource;
import org.tubepost.api.observe.Reading;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessKeys;
import org.tubepost.api.store.Annotations;
import org.tubepost.api.store.AppendMessage;
import org.tubepost.api.store.DeliveryResult;
import org.tubepost.api.store.DeliveryTarget;
import org.tubepost.api.store.ExpungedMessages;
import org.tubepost.api.store.FinalDelivery;
import org.tubepost.api.store.FolderRights;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxEvent;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.Quotas;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreRepair;
import org.tubepost.store.index.DerivedIndex;

/**
 * The store on a journal: the log is the truth, states in memory and the derived index follow from
 * it (docs/store.md). Any number of threads; calls that change something block until it is durable.
 */
final class JournaledMessageStore implements MessageStore, MeterSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournaledMessageStore.class);

    private final Core core;
    private final Guard guard;
    private final Archive archive;
    private final Bins bins;
    private final StoreLog log;
    private final DerivedIndex index;
    private final Maintenance maintenance;
    private final Folders folders;
    private final Mailboxes mailboxes;
    private final Sharing rights;
    private final Notes annotations;
    private final Secrets accessKeys;
    private final Arrivals arrivals;
    private final Deliveries deliveries;
    private final UnblockedDelivery unblocked;
    private final Moves moves;
    private final QuotaWatch quotaWatch;
    private final Quotas quotas;
    private final List<String> damage;
    private final Snapshots snapshots;
    private final Repair repair;
    private final ScheduledExecutorService timer;

    private JournaledMessageStore(
            StoreOptions options,
            Recovery.Recovered recovered,
            PartitionSource source,
            LimitSource limits,
            Consumer<MailboxEvent> whiteboard,
            Clock clock)
            throws IOException {
        this.log = recovered.log();
        this.index = recovered.index();
        this.damage = recovered.damage();
        Events events =
                new Events(
                        event -> {
                            quotaWatch().happened(event);
                            whiteboard.accept(event);
                        },
                        () -> condemn(options));
        Sequencer sequencer = new Sequencer(log, recovered.catalogue(), events);
        Partitions partitions =
                new Partitions(
                        new AdvancedPartitions(
                                source, sequencer, recovered.catalogue(), recovered.floors()),
                        options.patience());
        StoreRules rules = options.rules();
        this.core =
                new Core(
                        recovered.catalogue(),
                        sequencer,
                        partitions,
                        rules,
                        new Rights(recovered.catalogue(), rules.sharing(), new Identifiers()),
                        new OwnerLimits(limits, rules.quotas().policy().enforced()),
                        (owners, refused, denied) -> quotaWatch().notice(owners, refused, denied),
                        clock);
        this.guard = new Guard(sequencer);
        this.arrivals = new Arrivals(core);
        this.bins = new Bins(core, guard, arrivals, index);
        this.maintenance =
                new Maintenance(
                        recovered.catalogue(),
                        sequencer,
                        log,
                        index,
                        partitions,
                        bins,
                        recovered.floors(),
                        options.limits(),
                        recovered.storeId());
        Unsettled unsettled = new Unsettled(options.unsettled());
        unsettled.add(damage);
        if (!unsettled.isEmpty()) {
            maintenance.damaged();
        }
        if (recovered.rewrite()) {
            maintenance.rewriteSoon();
        }
        this.snapshots = new Snapshots(options, clock);
        this.repair =
                new Repair(
                        new Repair.Parts(
                                core,
                                log,
                                maintenance,
                                snapshots,
                                unsettled,
                                options,
                                recovered.healed()),
                        guard);
        this.folders = new Folders(core);
        this.mailboxes = new Mailboxes(core, guard, folders, arrivals);
        this.rights = new Sharing(core, guard, folders);
        this.annotations = new Notes(core, guard, folders);
        this.accessKeys = new Secrets(core, guard, folders);
        this.deliveries = new Deliveries(core);
        this.unblocked = new UnblockedDelivery(core, deliveries);
        this.archive = new Archive(core, guard, arrivals, maintenance, recovered.storeId());
        this.moves = new Moves(core);
        this.quotaWatch = new QuotaWatch(core, guard, deliveries);
        this.quotas = new QuotaDesk(core, guard, folders, quotaWatch);
        source.names().forEach(this::partitionArrived);
        this.timer = timer();
        long every = options.checkpointEvery().toMillis();
        if (every > 0) {
            timer.scheduleWithFixedDelay(this::maintain, every, every, TimeUnit.MILLISECONDS);
        }
    }

    // Parts that are built earlier call it later.
    private QuotaWatch quotaWatch() {
        return quotaWatch;
    }

    private static ScheduledExecutorService timer() {
        return Executors.newSingleThreadScheduledExecutor(
                work -> {
                    Thread thread = new Thread(work, "store-maintenance");
                    thread.setDaemon(true);
                    thread.setPriority(Thread.MIN_PRIORITY);
                    return thread;
                });
    }

    /**
     * Opens the store.
     *
     * @param limits knows what owners may keep
     * @param whiteboard told of every durable change
     * @throws IOException if log or index cannot be opened
     */
    static JournaledMessageStore open(
            StoreOptions options,
            PartitionSource source,
            LimitSource limits,
            Consumer<MailboxEvent> whiteboard,
            Clock clock)
            throws IOException {
        return new JournaledMessageStore(
                options, Recovery.run(options), source, limits, whiteboard, clock);
    }

    private static void condemn(StoreOptions options) {
        try {
            DerivedIndex.condemn(options.index());
        } catch (IOException failed) {
            LOG.error("The damaged index could not be marked; delete {}", options.index(), failed);
        }
    }

    /** A partition came (back). */
    void partitionArrived(String name) {
        core.partitions().arrived();
        // The first lease looks into the index, which nobody should wait for on a network's thread.
        core.partitions().leaseNow(name).ifPresent(Lease::close);
        maintenance.partitionArrived(name);
    }

    /** Does now what is otherwise done from time to time. */
    void maintain() {
        maintenance.round();
        snapshots.writeIfDue(maintenance, log.first());
    }

    /** Snapshots, and mailboxes that are put back. */
    StoreArchive archive() {
        return archive;
    }

    /** What was expunged and can be put back. */
    ExpungedMessages expunged() {
        return bins;
    }

    /** Finds and mends what is damaged. */
    StoreRepair repair() {
        return repair;
    }

    /** What the log was found to lack at start; empty if nothing. */
    List<String> damage() {
        return damage;
    }

    /** The door for those who must not be blocked. */
    FinalDelivery finalDelivery() {
        return unblocked;
    }

    @Override
    public List<DeliveryResult> deliver(
            String key, List<DeliveryTarget> targets, Content content, Instant received)
            throws StoreException {
        return guard.call(() -> deliveries.deliver(key, targets, content, received));
    }

    @Override
    public Mailbox open(Identity who, MailboxName name, boolean readOnly) throws StoreException {
        return guard.call(() -> mailboxes.open(who, name, readOnly));
    }

    @Override
    public ContentSink begin(Identity who, MailboxName target, long expectedSize)
            throws StoreException {
        return guard.call(
                () -> {
                    folders.ensureOwner(who, target.owner());
                    return arrivals.begin(who, target, expectedSize);
                });
    }

    @Override
    public Mailbox.CopyResult append(Identity who, MailboxName target, List<AppendMessage> messages)
            throws StoreException {
        return guard.call(
                () -> {
                    folders.ensureOwner(who, target.owner());
                    return arrivals.append(who, target, messages);
                });
    }

    @Override
    public List<MailboxInfo> list(Identity who, String owner) throws StoreException {
        return guard.call(() -> folders.list(who, owner));
    }

    @Override
    public List<MailboxName> subscriptions(Identity who) throws StoreException {
        return guard.call(() -> folders.subscriptions(who));
    }

    @Override
    public MailboxInfo create(Identity who, MailboxName name, Optional<String> specialUse)
            throws StoreException {
        return guard.call(() -> folders.create(who, name, specialUse));
    }

    @Override
    public void delete(Identity who, MailboxName name) throws StoreException {
        guard.run(() -> folders.delete(who, name));
    }

    @Override
    public void rename(Identity who, MailboxName from, MailboxName to) throws StoreException {
        guard.run(() -> folders.rename(who, from, to));
    }

    @Override
    public void subscribe(Identity who, MailboxName name, boolean subscribed)
            throws StoreException {
        guard.run(() -> folders.subscribe(who, name, subscribed));
    }

    @Override
    public MailboxStatus status(Identity who, MailboxName name) throws StoreException {
        return guard.call(() -> mailboxes.status(who, name));
    }

    @Override
    public FolderRights rights() {
        return rights;
    }

    @Override
    public Annotations annotations() {
        return annotations;
    }

    @Override
    public AccessKeys accessKeys() {
        return accessKeys;
    }

    @Override
    public Quotas quotas() {
        return quotas;
    }

    @Override
    public List<String> owners() {
        return core.catalogue().owners();
    }

    @Override
    public void deleteOwner(Identity who, String owner) throws StoreException {
        guard.run(() -> folders.deleteOwner(who, owner));
    }

    @Override
    public Move move(Identity who, String owner, String partition, Predicate<Move> progress)
            throws StoreException {
        return guard.call(() -> moves.move(who, owner, partition, progress));
    }

    @Override
    public List<Reading> readings() {
        return List.of(
                Reading.of("store_log_octets", log.octets()),
                Reading.of("store_log_records_total", log.appends()),
                Reading.of("store_log_syncs_total", log.syncs()),
                Reading.of("store_index_octets", index.octets()),
                Reading.of("store_index_behind_records", log.last() - maintenance.savedLsn()),
                Reading.of("store_index_cache_hit_percent", index.cacheHitPercent()),
                Reading.of("store_mailbox_cache_uses_total", core.catalogue().uses()),
                Reading.of("store_mailbox_cache_misses_total", core.catalogue().misses()),
                Reading.of("store_unsettled_damages", repair.unsettled().size()),
                Reading.of("store_cells_in_memory", core.catalogue().inMemory().size()),
                Reading.of("store_log_damages", damage.size()));
    }

    /** Writes a last checkpoint and closes everything. */
    @Override
    public void close() {
        unblocked.close();
        quotaWatch.close();
        timer.shutdown();
        try {
            if (!timer.awaitTermination(60, TimeUnit.SECONDS)) {
                LOG.warn("Maintenance of the store does not end");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        try {
            maintenance.checkpoint();
        } catch (StoreException | RuntimeException failed) {
            LOG.warn("The last checkpoint failed; the next start replays more", failed);
        }
        index.close();
        try {
            log.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
