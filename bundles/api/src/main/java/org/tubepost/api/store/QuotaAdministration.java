// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Changes what owners may keep, where it is written down. Registered as a service by whoever can;
 * where there is none, limits cannot be changed through mail protocols.
 */
@ConsumerType
public interface QuotaAdministration {

    /**
     * Sets the limit of one quota root of an owner and leaves those of others alone. {@link
     * QuotaLimits} tells the new limit when this returns. May block.
     *
     * @param administrator login name of who wants it, for the log; whether they may was judged
     * @param owner id in the store
     * @param root as in {@link QuotaGrant#limits}
     * @param limit the new limit; a folder or type without any is charged to the mailbox again
     * @throws StoreException {@code NONEXISTENT} if there is no such user, {@code CANNOT} if the
     *     limit cannot be written down, {@code UNAVAILABLE} if it cannot be for now
     */
    void limit(String administrator, String owner, String root, QuotaLimit limit)
            throws StoreException;
}
