// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import org.osgi.framework.BundleContext;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.dns.Resolver;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.security.Authenticator;

/** The rooms as services that come and go. Thread-safe. */
final class LeasedRooms implements Rooms, AutoCloseable {
    private static final Duration DRAIN = Duration.ofSeconds(20);

    private final ServiceLeases<Acceptance> acceptances;
    private final ServiceLeases<Authenticator> authenticators;
    private final ServiceLeases<Resolver> resolvers;
    private final ClientNames names;

    /**
     * Begins to watch.
     *
     * @param acceptanceLeaving told when messages that are not complete must let go
     * @param loginsLeaving told when logins that are not complete must let go
     * @param lookUp whether client names are looked up
     */
    LeasedRooms(
            BundleContext context,
            Runnable acceptanceLeaving,
            Runnable loginsLeaving,
            boolean lookUp) {
        acceptances = leases(context, Acceptance.class, acceptanceLeaving);
        authenticators = leases(context, Authenticator.class, loginsLeaving);
        resolvers = leases(context, Resolver.class, () -> {});
        names = new ClientNames(() -> lookUp ? resolvers.lease("") : Optional.empty());
    }

    @Override
    public Optional<Lease<Acceptance>> acceptance() {
        return acceptances.lease("");
    }

    @Override
    public Optional<Lease<Authenticator>> authenticator() {
        return authenticators.lease("");
    }

    @Override
    public Future<String> clientName(InetAddress address) {
        return names.find(address);
    }

    @Override
    public void close() {
        names.close();
        acceptances.close();
        authenticators.close();
        resolvers.close();
    }

    private static <T> ServiceLeases<T> leases(
            BundleContext context, Class<T> type, Runnable leaving) {
        return new ServiceLeases<>(
                context,
                type,
                "",
                DRAIN,
                new ServiceLeases.Listener<T>() {
                    @Override
                    public void leaving(String key, T service) {
                        leaving.run();
                    }
                });
    }
}
