// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.GenerationUser;
import org.tubepost.api.config.Problem;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.routing.AddressRewriter;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.MappingTables;
import org.tubepost.api.routing.Probe;
import org.tubepost.api.routing.RewriteContext;
import org.tubepost.api.routing.Route;

/**
 * The rewrite engine of the house: rules are compiled once for each generation, an address costs a
 * few hash lookups. Called from many threads at once. Rules that ask the directory block; when it
 * is away the address is refused for now.
 */
@Component(property = AddressRewriter.NAME + "=rules")
public final class RuleEngine implements AddressRewriter, GenerationUser {
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final Map<Generation, RuleTable> tables =
            Collections.synchronizedMap(new WeakHashMap<>());
    private final ServiceLeases<Directory> directories;
    private final ServiceLeases<MappingTables> mappings;
    private final Services services = new LeasedServices();

    /** Begins to watch for the rooms that rules may ask. */
    @Activate
    public RuleEngine(BundleContext context) {
        directories =
                new ServiceLeases<>(
                        context, Directory.class, "", DRAIN, new ServiceLeases.Listener<>() {});
        mappings =
                new ServiceLeases<>(
                        context, MappingTables.class, "", DRAIN, new ServiceLeases.Listener<>() {});
    }

    @Deactivate
    void close() {
        directories.close();
        mappings.close();
    }

    @Override
    public List<Problem> prepare(Generation candidate) {
        return table(candidate).problems();
    }

    @Override
    public void activate(Generation generation) {
        table(generation);
    }

    @Override
    public Route rewrite(MailAddress address, RewriteContext context) {
        return new Rewriting(table(context.generation()), context, services, address).run();
    }

    @Override
    public boolean mayChangeHeaders(Generation generation) {
        return true;
    }

    private RuleTable table(Generation generation) {
        return tables.computeIfAbsent(generation, RuleTable::new);
    }

    /** Leases other rooms for one question. */
    private final class LeasedServices implements Services {
        @Override
        public Optional<Domain> domain(String name) throws DirectoryUnavailableException {
            try (Lease<Directory> lease =
                    directories
                            .lease("")
                            .orElseThrow(
                                    () ->
                                            new DirectoryUnavailableException(
                                                    "no directory is running", null))) {
                return lease.service().domain(name);
            }
        }

        @Override
        public Optional<MappingTable.Result> probe(
                Generation generation, String table, Probe probe) {
            Optional<Lease<MappingTables>> found = mappings.lease("");
            if (found.isEmpty()) {
                return Optional.empty();
            }
            try (Lease<MappingTables> lease = found.get()) {
                return lease.service().probe(generation, table, probe);
            }
        }
    }
}
