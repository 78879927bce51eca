// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.io.IOException;
import java.time.Duration;
import org.osgi.framework.BundleContext;
import org.tubepost.api.dns.Resolver;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.protocol.Connector;
import org.tubepost.api.security.TlsContexts;

/** The rooms as services that come and go. Thread-safe. */
final class LeasedRooms implements Rooms {
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final ServiceLeases<Resolver> resolvers;
    private final ServiceLeases<Connector> connectors;
    private final ServiceLeases<TlsContexts> contexts;

    LeasedRooms(BundleContext context) {
        resolvers = leases(context, Resolver.class);
        connectors = leases(context, Connector.class);
        contexts = leases(context, TlsContexts.class);
    }

    private static <T> ServiceLeases<T> leases(BundleContext context, Class<T> type) {
        return new ServiceLeases<>(context, type, "", DRAIN, new ServiceLeases.Listener<>() {});
    }

    @Override
    public Lease<Resolver> resolver() throws IOException {
        return required(resolvers, "name service");
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
        connectors.close();
        contexts.close();
    }
}
