// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.time.Duration;
import org.osgi.framework.BundleContext;
import org.tubepost.api.directory.DirectorySource;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;

/** Leases the configured back end for one question. */
final class Sources implements AutoCloseable {
    private final ServiceLeases<DirectorySource> leases;
    private final String name;

    /** A question to a back end. */
    interface Question<T> {
        T ask(DirectorySource source) throws DirectoryUnavailableException;
    }

    /** A change through a back end. */
    interface Change {
        void make(DirectorySource source)
                throws ProvisioningException, DirectoryUnavailableException;
    }

    Sources(BundleContext context, String name) {
        this.name = name;
        this.leases =
                new ServiceLeases<>(
                        context,
                        DirectorySource.class,
                        DirectorySource.NAME,
                        Duration.ofSeconds(10),
                        new ServiceLeases.Listener<>() {});
    }

    <T> T ask(Question<T> question) throws DirectoryUnavailableException {
        try (Lease<DirectorySource> lease = lease()) {
            return question.ask(lease.service());
        }
    }

    void change(Change change) throws ProvisioningException, DirectoryUnavailableException {
        try (Lease<DirectorySource> lease = lease()) {
            change.make(lease.service());
        }
    }

    private Lease<DirectorySource> lease() throws DirectoryUnavailableException {
        return leases.lease(name)
                .orElseThrow(
                        () ->
                                new DirectoryUnavailableException(
                                        "no directory back end '" + name + "' is running", null));
    }

    @Override
    public void close() {
        leases.close();
    }
}
