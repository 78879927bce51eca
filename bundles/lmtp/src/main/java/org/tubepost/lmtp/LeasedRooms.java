// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import java.time.Duration;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.LeasedConfiguration;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.log.LeasedMailLog;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.store.FinalDelivery;

/** The rooms as services that come and go. Thread-safe. */
final class LeasedRooms implements Rooms, AutoCloseable {
    private static final Duration DRAIN = Duration.ofSeconds(20);

    private final ServiceLeases<FinalDelivery> stores;
    private final ServiceLeases<Directory> directories;
    private final LeasedConfiguration configuration;
    private final LeasedMailLog log;

    /**
     * Begins to watch.
     *
     * @param storeLeaving told when messages that are not complete must let go
     */
    LeasedRooms(BundleContext context, Runnable storeLeaving) {
        stores = ServiceLeases.of(context, FinalDelivery.class, DRAIN, storeLeaving);
        directories = ServiceLeases.of(context, Directory.class, DRAIN);
        configuration = new LeasedConfiguration(context);
        log = new LeasedMailLog(context);
    }

    @Override
    public Optional<Lease<FinalDelivery>> store() {
        return stores.lease("");
    }

    @Override
    public Optional<Lease<Directory>> directory() {
        return directories.lease("");
    }

    @Override
    public Optional<Generation> generation() {
        return configuration.current();
    }

    @Override
    public MailLog log() {
        return log;
    }

    @Override
    public void close() {
        stores.close();
        directories.close();
        configuration.close();
        log.close();
    }
}
