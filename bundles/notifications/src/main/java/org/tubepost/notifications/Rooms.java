// SPDX-License-Identifier: Apache-2.0
package org.tubepost.notifications;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.LeasedConfiguration;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.MappingTables;
import org.tubepost.api.routing.Probe;

/** The rooms that a report asks, as services that come and go. Thread-safe. */
final class Rooms implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rooms.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final ServiceLeases<Acceptance> doors;
    private final LeasedConfiguration configuration;
    private final ServiceLeases<MappingTables> tables;

    Rooms(BundleContext context) {
        doors = ServiceLeases.of(context, Acceptance.class, DRAIN);
        configuration = new LeasedConfiguration(context);
        tables = ServiceLeases.of(context, MappingTables.class, DRAIN);
    }

    Lease<Acceptance> door() throws IOException {
        return doors.lease("").orElseThrow(() -> new IOException("the door is being replaced"));
    }

    /** An option of {@code option.dat}; empty if it is not set. */
    Optional<String> option(String name) {
        return generation().map(g -> g.options().get(name)).filter(o -> !o.isBlank());
    }

    private Optional<Generation> generation() {
        return configuration.current();
    }

    /** Asks a table. Nothing that is asked here is worth waiting for: no answer is none. */
    Optional<MappingTable.Result> probe(String table, String input) {
        Optional<Generation> generation = generation();
        Optional<Lease<MappingTables>> lease = tables.lease("");
        if (lease.isEmpty()) {
            return Optional.empty();
        }
        try (Lease<MappingTables> asked = lease.get()) {
            return generation.flatMap(
                    g -> asked.service().probe(g, table, Probe.of(input, Trace.OFF)));
        } catch (UncheckedIOException away) {
            LOG.warn("{}: {}", table, away.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        doors.close();
        configuration.close();
        tables.close();
    }
}
