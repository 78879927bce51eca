// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.ServerTls;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.observe.MeterSource;
import org.tubepost.api.observe.Reading;
import org.tubepost.api.security.TlsContexts;
import org.tubepost.net.ConnectionHandler;
import org.tubepost.net.Listening;
import org.tubepost.net.Network;

/**
 * Offers the network to the house. TLS keys are leased for the making of one engine, so the tls
 * bundle can be replaced at any time; while it is away, handshakes wait.
 */
@Component(
        immediate = true,
        service = {Network.class, MeterSource.class})
@Designate(ocd = NetworkSettings.class)
public final class NetworkService implements Network, MeterSource {
    private final ServiceLeases<TlsContexts> contexts;
    private final MinaNetwork network;

    /** Starts the threads. */
    @Activate
    public NetworkService(BundleContext context, NetworkSettings settings) {
        this.contexts = ServiceLeases.of(context, TlsContexts.class, Duration.ofSeconds(2));
        this.network = new MinaNetwork(Sizes.of(settings), this::engine);
    }

    private Optional<SSLEngine> engine(ServerTls rules) {
        Optional<Lease<TlsContexts>> lease = contexts.lease("");
        if (lease.isEmpty()) {
            return Optional.empty();
        }
        try (Lease<TlsContexts> held = lease.get()) {
            return Optional.of(held.service().serverEngine(rules));
        }
    }

    @Override
    public Listening listen(
            InetSocketAddress address,
            Supplier<ListenerDefinition> definition,
            ConnectionHandler handler)
            throws IOException {
        return network.listen(address, definition, handler);
    }

    @Override
    public List<Reading> readings() {
        return network.readings();
    }

    @Deactivate
    void stop() {
        network.close();
        contexts.close();
    }
}
