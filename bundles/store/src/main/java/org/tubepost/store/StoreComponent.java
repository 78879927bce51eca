// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.tubepost.api.config.HomeDirectory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.observe.MeterSource;
import org.tubepost.api.store.ExpungedMessages;
import org.tubepost.api.store.FinalDelivery;
import org.tubepost.api.store.MailboxEvent;
import org.tubepost.api.store.MailboxListener;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.Partition;
import org.tubepost.api.store.QuotaLimits;
import org.tubepost.api.store.QuotaListener;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreRepair;
import org.tubepost.store.state.MessageTypes;

/**
 * Opens the store when its bundle starts, and registers it when it is ready: recovery is over by
 * then. Partitions and listeners are leased for each call, so they can be replaced at any time; the
 * store itself stays. Owner of the log's files, hence immediate.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "org.tubepost.store")
@Designate(ocd = StoreSettings.class)
public final class StoreComponent {
    static final String ANY = "mailbox.listener.kind";
    private static final Duration LISTENER_DRAIN = Duration.ofSeconds(1);

    private final ServiceLeases<Partition> partitions;
    private final ServiceLeases<MailboxListener> listeners;
    private final ServiceLeases<QuotaLimits> limits;
    private final ServiceLeases<QuotaListener> quotaListeners;
    private final JournaledMessageStore store;
    private final List<ServiceRegistration<?>> registrations;
    private volatile JournaledMessageStore opened;

    /** Opens and registers the store. */
    @Activate
    public StoreComponent(BundleContext context, StoreSettings settings) throws IOException {
        partitions =
                new ServiceLeases<>(
                        context,
                        Partition.class,
                        Partition.NAME,
                        Duration.ofSeconds(settings.partitionDrainSeconds()),
                        new ArrivalListener());
        listeners = ServiceLeases.of(context, MailboxListener.class, LISTENER_DRAIN);
        limits = ServiceLeases.of(context, QuotaLimits.class, LISTENER_DRAIN);
        quotaListeners = ServiceLeases.of(context, QuotaListener.class, LISTENER_DRAIN);
        try {
            store =
                    JournaledMessageStore.open(
                            options(settings),
                            new Source(partitions),
                            new LeasedLimits(limits, quotaListeners),
                            this::tell,
                            Clock.systemUTC());
        } catch (IOException | RuntimeException failed) {
            partitions.close();
            listeners.close();
            limits.close();
            quotaListeners.close();
            throw failed;
        }
        opened = store;
        partitions.keys().forEach(store::partitionArrived);
        registrations =
                List.of(
                        context.registerService(
                                new String[] {
                                    MessageStore.class.getName(), MeterSource.class.getName()
                                },
                                store,
                                new Hashtable<>()),
                        context.registerService(
                                FinalDelivery.class, store.finalDelivery(), new Hashtable<>()),
                        context.registerService(
                                StoreArchive.class, store.archive(), new Hashtable<>()),
                        context.registerService(
                                ExpungedMessages.class, store.expunged(), new Hashtable<>()),
                        context.registerService(
                                StoreRepair.class, store.repair(), new Hashtable<>()));
    }

    /** Withdraws the service and closes the store. */
    @Deactivate
    void deactivate() {
        registrations.forEach(ServiceRegistration::unregister);
        store.close();
        partitions.close();
        listeners.close();
        limits.close();
        quotaListeners.close();
    }

    private static StoreOptions options(StoreSettings settings) {
        Path directory = HomeDirectory.given(settings.directory(), "data", "store");
        Map<String, String> special = new LinkedHashMap<>();
        for (String entry : settings.specialFolders()) {
            int at = entry.indexOf('=');
            if (at <= 0) {
                throw new IllegalArgumentException(
                        "specialFolders: " + entry + " is not NAME=SPECIAL-USE");
            }
            special.put(entry.substring(0, at).strip(), entry.substring(at + 1).strip());
        }
        return new StoreOptions(
                directory,
                new StoreRules(
                        settings.defaultPartition(),
                        special,
                        MessageTypes.parse(List.of(settings.messageTypes())),
                        QuotaSettings.rules(settings),
                        Duration.ofHours(Math.max(0, settings.keepExpungedHours())),
                        new SharingRules(
                                settings.publicFolders(),
                                settings.restrictAnyone(),
                                settings.restrictDomain(),
                                settings.shareFlags())),
                Duration.ofSeconds(settings.partitionWaitSeconds()),
                Duration.ofSeconds(settings.checkpointSeconds()),
                (long) settings.segmentMegabytes() << 20,
                new Maintenance.Limits(
                        (long) settings.memoryMegabytes() << 20,
                        (long) settings.logMegabytes() << 20),
                settings.indexCacheMegabytes(),
                new StoreOptions.Safety(
                        copy(directory, settings.logCopyDirectory()),
                        Duration.ofHours(settings.snapshotHours()),
                        settings.snapshotsKept()));
    }

    private static Optional<Path> copy(Path directory, String setting) {
        return switch (setting) {
            case "" -> Optional.of(directory.resolve("log-copy"));
            case "none" -> Optional.empty();
            default -> Optional.of(Path.of(setting));
        };
    }

    private void tell(MailboxEvent event) {
        for (Lease<MailboxListener> lease : listeners.leaseAll(ANY, "", "")) {
            try (lease) {
                lease.service().changed(event);
            }
        }
    }

    private final class ArrivalListener implements ServiceLeases.Listener<Partition> {
        @Override
        public void arrived(String key) {
            JournaledMessageStore there = opened;
            if (there != null) {
                there.partitionArrived(key);
            }
        }
    }

    private record Source(ServiceLeases<Partition> leases) implements PartitionSource {
        @Override
        public Optional<Lease<Partition>> lease(String name) {
            return leases.lease(name);
        }

        @Override
        public Set<String> names() {
            return leases.keys();
        }
    }
}
