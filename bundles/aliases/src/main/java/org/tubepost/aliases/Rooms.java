// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.time.Duration;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.routing.MappingTables;

/** The services that expansion asks. Each expansion leases what it needs, when it needs it. */
final class Rooms implements AutoCloseable {
    private final ServiceLeases<Directory> directories;
    private final ServiceLeases<MappingTables> mappings;

    Rooms(BundleContext context) {
        directories = ServiceLeases.of(context, Directory.class, Duration.ofSeconds(10));
        mappings = ServiceLeases.of(context, MappingTables.class, Duration.ofSeconds(10));
    }

    /** What one expansion has leased; close it at the end. One thread. */
    Visit visit() {
        return new Visit();
    }

    @Override
    public void close() {
        directories.close();
        mappings.close();
    }

    /** The services of one expansion. */
    final class Visit implements AutoCloseable {
        private Optional<Lease<Directory>> directory = Optional.empty();

        /** The directory; an alias that needs none never asks. */
        Directory directory() throws DirectoryUnavailableException {
            if (directory.isEmpty()) {
                directory = directories.lease("");
            }
            return directory
                    .orElseThrow(
                            () ->
                                    new DirectoryUnavailableException(
                                            "no directory is running", null))
                    .service();
        }

        /** The mapping tables, for one question. */
        Lease<MappingTables> mappings() throws DirectoryUnavailableException {
            return mappings.lease("")
                    .orElseThrow(
                            () ->
                                    new DirectoryUnavailableException(
                                            "no mapping tables are running", null));
        }

        @Override
        public void close() {
            directory.ifPresent(Lease::close);
        }
    }
}
