// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.Generation;
import org.tubepost.api.dns.NameServers;
import org.tubepost.api.dns.Resolver;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.protocol.Connector;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.MappingTables;
import org.tubepost.api.routing.Probe;
import org.tubepost.api.security.TlsContexts;

/** The rooms as services that come and go. Thread-safe. */
final class LeasedRooms implements Rooms {
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final ServiceLeases<Resolver> resolvers;
    private final ServiceLeases<NameServers> nameServers;
    private final ServiceLeases<Configuration> configurations;
    private final ServiceLeases<MappingTables> tables;
    private final ServiceLeases<Connector> connectors;
    private final ServiceLeases<TlsContexts> contexts;

    LeasedRooms(BundleContext context) {
        resolvers = ServiceLeases.of(context, Resolver.class, DRAIN);
        nameServers = ServiceLeases.of(context, NameServers.class, DRAIN);
        configurations = ServiceLeases.of(context, Configuration.class, DRAIN);
        tables = ServiceLeases.of(context, MappingTables.class, DRAIN);
        connectors = ServiceLeases.of(context, Connector.class, DRAIN);
        contexts = ServiceLeases.of(context, TlsContexts.class, DRAIN);
    }

    @Override
    public Lease<Resolver> resolver() throws IOException {
        return required(resolvers, "name service");
    }

    @Override
    public Lease<NameServers> nameServers() throws IOException {
        return required(nameServers, "name service");
    }

    @Override
    public Optional<String> probe(String table, String input) throws IOException {
        try (Lease<Configuration> configuration = required(configurations, "configuration");
                Lease<MappingTables> asked = required(tables, "mapping")) {
            Generation generation = configuration.service().current();
            return asked.service()
                    .probe(generation, table, Probe.of(input, Trace.OFF))
                    .map(MappingTable.Result::text);
        }
    }

    @Override
    public Lease<Connector> connector() throws IOException {
        return required(connectors, "network");
    }

    @Override
    public Lease<TlsContexts> tls() throws IOException {
        return required(contexts, "TLS");
    }

    private static <T> Lease<T> required(ServiceLeases<T> leases, String what) throws IOException {
        return leases.lease("").orElseThrow(() -> new IOException(what + " is being replaced"));
    }

    @Override
    public void close() {
        resolvers.close();
        nameServers.close();
        configurations.close();
        tables.close();
        connectors.close();
        contexts.close();
    }
}
