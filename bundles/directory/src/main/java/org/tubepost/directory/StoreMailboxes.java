// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.time.Duration;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreException;

/** Removes mailboxes through the store of this system. */
final class StoreMailboxes implements Purge.Mailboxes, AutoCloseable {
    private final ServiceLeases<MessageStore> stores;
    private final Surroundings surroundings;

    StoreMailboxes(BundleContext context, Surroundings surroundings) {
        this.stores = ServiceLeases.of(context, MessageStore.class, Duration.ofSeconds(10));
        this.surroundings = surroundings;
    }

    @Override
    public void remove(String owner, String mailHost) throws ProvisioningException {
        if (!surroundings.isHere(mailHost)) {
            throw new ProvisioningException("the mailboxes are on " + mailHost + "; purge there");
        }
        Optional<Lease<MessageStore>> lease = stores.lease("");
        if (lease.isEmpty()) {
            throw new ProvisioningException("the message store is not running");
        }
        try (Lease<MessageStore> store = lease.get()) {
            // Not asked before: somebody without a mailbox may have notes of shared folders.
            store.service().deleteOwner(Identity.HOUSE, owner);
        } catch (StoreException failed) {
            if (failed.code() != StoreException.Code.NONEXISTENT) {
                throw new ProvisioningException("mailboxes: " + failed.getMessage());
            }
        }
    }

    @Override
    public void close() {
        stores.close();
    }
}
