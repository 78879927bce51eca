// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.time.Duration;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.MappingTable;

/** Probes tables by name, whoever offers them. */
final class LeasedTables implements CompiledTable.Tables, AutoCloseable {
    private final ServiceLeases<MappingTable> leases;

    LeasedTables(BundleContext context) {
        leases =
                new ServiceLeases<>(
                        context,
                        MappingTable.class,
                        MappingTable.NAME,
                        Duration.ofSeconds(5),
                        new ServiceLeases.Listener<>() {});
    }

    @Override
    public Optional<MappingTable.Result> probe(String table, String input, Trace trace) {
        Optional<Lease<MappingTable>> found = leases.lease(table);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (Lease<MappingTable> lease = found.get()) {
            return lease.service().probe(input, trace);
        }
    }

    boolean exists(String table) {
        return leases.keys().contains(table);
    }

    @Override
    public void close() {
        leases.close();
    }
}
