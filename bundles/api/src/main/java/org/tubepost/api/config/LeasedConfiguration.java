// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;

/**
 * The configuration for a room that asks it now and then: leased for each question, so that it can
 * be replaced while mail flows.
 */
public final class LeasedConfiguration implements AutoCloseable {
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final ServiceLeases<Configuration> configurations;

    /** Begins to watch for the configuration. */
    public LeasedConfiguration(BundleContext context) {
        configurations = ServiceLeases.of(context, Configuration.class, DRAIN);
    }

    /** The generation in force; empty while there is no configuration. */
    public Optional<Generation> current() {
        return ask(Configuration::current);
    }

    /** The answer to a question; empty while there is no configuration. */
    public <T> Optional<T> ask(Function<Configuration, T> question) {
        try (Lease<Configuration> lease = configurations.lease("").orElse(null)) {
            return Optional.ofNullable(lease).map(open -> question.apply(open.service()));
        }
    }

    @Override
    public void close() {
        configurations.close();
    }
}
