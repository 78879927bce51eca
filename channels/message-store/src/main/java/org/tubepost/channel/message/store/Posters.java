// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.message.store;

import java.time.Duration;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.message.Origin;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.StoreException;

/**
 * Who posts a message: the user who was logged in when it was submitted. What stands in the
 * envelope or header proves nothing.
 */
final class Posters implements AutoCloseable {
    private final ServiceLeases<Directory> directories;

    Posters(BundleContext context) {
        directories = ServiceLeases.of(context, Directory.class, Duration.ofSeconds(10));
    }

    /**
     * Who posts; empty if nobody was logged in, or nobody knows them any more.
     *
     * @throws StoreException if nobody can say for now who it is
     */
    Optional<Identity> of(Origin origin) throws StoreException {
        return origin.authenticated().isEmpty()
                ? Optional.empty()
                : identity(origin.authenticated().get());
    }

    private Optional<Identity> identity(String login) throws StoreException {
        try (Lease<Directory> directory =
                directories.lease("").orElseThrow(() -> unavailable(null))) {
            Optional<Account> account = directory.service().login(login);
            return account.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            Identity.of(
                                    account.get(),
                                    login,
                                    directory.service().memberships(account.get())));
        } catch (DirectoryUnavailableException away) {
            throw unavailable(away);
        }
    }

    private static StoreException unavailable(Exception cause) {
        return new StoreException(
                StoreException.Code.UNAVAILABLE, "the directory does not answer", cause);
    }

    @Override
    public void close() {
        directories.close();
    }
}
