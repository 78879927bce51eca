// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.tubepost.api.config.Generation;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.MappingTables;
import org.tubepost.api.routing.Probe;
import org.tubepost.api.routing.RewriteCallout;

/**
 * Leases other rooms, each for one question. A directory or a callout library that is missing is
 * one that cannot say now: mail waits. A mapping room that is missing has no entries.
 */
final class LeasedServices implements Services, AutoCloseable {
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final ServiceLeases<Directory> directories;
    private final ServiceLeases<MappingTables> mappings;
    private final ServiceLeases<RewriteCallout> callouts;

    LeasedServices(BundleContext context) {
        directories = ServiceLeases.of(context, Directory.class, DRAIN);
        mappings = ServiceLeases.of(context, MappingTables.class, DRAIN);
        callouts = ServiceLeases.named(context, RewriteCallout.class, RewriteCallout.NAME, DRAIN);
    }

    @Override
    public void close() {
        directories.close();
        mappings.close();
        callouts.close();
    }

    @Override
    public Optional<Domain> domain(String name) throws DirectoryUnavailableException {
        try (Lease<Directory> lease = directory()) {
            return lease.service().domain(name);
        }
    }

    @Override
    public List<String> values(String ldapUrl) throws DirectoryUnavailableException {
        try (Lease<Directory> lease = directory()) {
            return lease.service().values(ldapUrl);
        }
    }

    private Lease<Directory> directory() throws DirectoryUnavailableException {
        return directories
                .lease("")
                .orElseThrow(
                        () -> new DirectoryUnavailableException("no directory is running", null));
    }

    @Override
    public Optional<MappingTable.Result> probe(Generation generation, String table, Probe probe)
            throws DirectoryUnavailableException {
        Optional<Lease<MappingTables>> found = mappings.lease("");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (Lease<MappingTables> lease = found.get()) {
            return lease.service().probe(generation, table, probe);
        } catch (UncheckedIOException unknown) {
            throw new DirectoryUnavailableException("table " + table + " cannot say now", unknown);
        }
    }

    @Override
    public Optional<String> call(String library, String routine, String argument, Trace trace)
            throws IOException {
        try (Lease<RewriteCallout> lease =
                callouts.lease(library)
                        .orElseThrow(
                                () -> new IOException("no library '" + library + "' is here"))) {
            return lease.service().call(routine, argument, trace);
        } catch (RuntimeException bug) {
            throw new IOException(library + "," + routine + " failed: " + bug, bug);
        }
    }
}
