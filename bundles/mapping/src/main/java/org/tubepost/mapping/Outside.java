// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.RewriteCallout;

/**
 * What tables may ask outside of the configuration: the directory, routines of bundles, sequences.
 * Services are leased for one call; one that is away means that nobody can say now. Blocks.
 */
final class Outside implements AutoCloseable {
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final ServiceLeases<Directory> directories;
    private final ServiceLeases<RewriteCallout> callouts;
    private final Sequences sequences;

    Outside(BundleContext context, Sequences sequences) {
        this.sequences = sequences;
        this.directories = ServiceLeases.of(context, Directory.class, DRAIN);
        this.callouts =
                ServiceLeases.named(context, RewriteCallout.class, RewriteCallout.NAME, DRAIN);
    }

    Sequences sequences() {
        return sequences;
    }

    List<String> values(String url) throws IOException {
        try (Lease<Directory> directory =
                directories.lease("").orElseThrow(() -> new IOException("no directory"))) {
            return directory.service().values(url);
        }
    }

    Optional<String> call(String library, String routine, String argument, Trace trace)
            throws IOException {
        try (Lease<RewriteCallout> callout =
                callouts.lease(library)
                        .orElseThrow(() -> new IOException("no callout named " + library))) {
            return callout.service().call(routine, argument, trace);
        }
    }

    @Override
    public void close() {
        directories.close();
        callouts.close();
    }
}
