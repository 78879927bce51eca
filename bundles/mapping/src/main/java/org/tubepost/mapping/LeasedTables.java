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
    /** Tables may ask each other, and themselves, this deep. */
    private static final int MOST_NESTED = 20;

    private final ServiceLeases<MappingTable> leases;
    private final ThreadLocal<Integer> depth = ThreadLocal.withInitial(() -> 0);

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
        int outer = depth.get();
        try (Lease<MappingTable> lease = found.get()) {
            if (outer == MOST_NESTED) {
                trace.add("mapping", table + " " + input, "tables ask each other in a circle");
                return Optional.empty();
            }
            depth.set(outer + 1);
            return lease.service().probe(input, trace);
        } finally {
            if (outer == 0) {
                depth.remove();
            } else {
                depth.set(outer);
            }
        }
    }

    @Override
    public void close() {
        leases.close();
    }
}
