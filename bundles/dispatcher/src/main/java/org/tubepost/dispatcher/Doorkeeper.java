// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

import java.time.Duration;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.security.AccessDecision;
import org.tubepost.api.security.AccessPolicy;

/**
 * Asks the table PORT_ACCESS about each connection, through the access policy that is registered at
 * that moment; while there is none, everybody may connect. Thread-safe, never blocks.
 */
final class Doorkeeper implements AutoCloseable {
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private final ServiceLeases<AccessPolicy> policies;

    Doorkeeper(BundleContext context) {
        this.policies = ServiceLeases.of(context, AccessPolicy.class, DRAIN);
    }

    /** Whether this connection is taken, and how long it waits before it hears so. */
    AccessDecision ask(Connection connection) {
        Optional<Lease<AccessPolicy>> lease = policies.lease("");
        if (lease.isEmpty()) {
            return AccessDecision.PERMITTED;
        }
        try (Lease<AccessPolicy> held = lease.get()) {
            return held.service().connect(connection.local(), connection.remote(), Trace.OFF);
        }
    }

    @Override
    public void close() {
        policies.close();
    }
}
