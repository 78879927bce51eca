// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.message.Reply;
import org.tubepost.api.protocol.Protocol;

/**
 * The protocols that bundles offer at this moment, and how those that have gone would refuse a
 * connection. Thread-safe.
 */
final class Protocols implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Protocols.class);

    private final Map<String, Map<Refusal, String>> refusals = new ConcurrentHashMap<>();
    private final Watcher watcher;
    private final ServiceLeases<Protocol> leases;

    /** Told when protocols come and go. */
    interface Watcher {
        /** Sessions can be opened from now on. */
        void arrived(String protocol);

        /** Sessions of this service must end. */
        void leaving(String protocol, Protocol service);
    }

    Protocols(BundleContext context, Duration drain, Watcher watcher) {
        this.watcher = watcher;
        this.leases =
                new ServiceLeases<>(
                        context,
                        Protocol.class,
                        Protocol.NAME,
                        drain,
                        new ServiceLeases.Listener<>() {
                            @Override
                            public void arrived(String key) {
                                learn(key);
                            }

                            @Override
                            public void leaving(String key, Protocol service) {
                                LOG.info("Protocol {} goes", key);
                                watcher.leaving(key, service);
                            }
                        });
        leases.keys().forEach(this::learn); // those that came while the line above was at work
    }

    private void learn(String protocol) {
        if (leases == null) {
            return; // still inside the constructor, which asks for everything again
        }
        leases.lease(protocol)
                .ifPresent(
                        lease -> {
                            try (lease) {
                                remember(protocol, lease.service());
                            }
                        });
        LOG.info("Protocol {} is here", protocol);
        watcher.arrived(protocol);
    }

    private void remember(String protocol, Protocol service) {
        Map<Refusal, String> lines = new EnumMap<>(Refusal.class);
        for (Refusal refusal : Refusal.values()) {
            lines.put(refusal, service.refusal(refusal.reply()));
        }
        refusals.put(protocol, lines);
    }

    boolean isPresent(String protocol) {
        return leases.keys().contains(protocol);
    }

    Optional<Lease<Protocol>> lease(String protocol) {
        return leases.lease(protocol);
    }

    /** The protocol's words for a refusal; empty if it was never here. */
    Optional<String> refusal(String protocol, Refusal refusal) {
        return Optional.ofNullable(refusals.get(protocol)).map(lines -> lines.get(refusal));
    }

    /** The protocol's words for what the access tables say, or for a denial if it is away. */
    Optional<String> denial(String protocol, Reply reason) {
        Optional<Lease<Protocol>> lease = leases.lease(protocol);
        if (lease.isEmpty()) {
            return refusal(protocol, Refusal.DENIED);
        }
        try (Lease<Protocol> held = lease.get()) {
            return Optional.of(held.service().refusal(reason));
        }
    }

    @Override
    public void close() {
        leases.close();
    }
}
