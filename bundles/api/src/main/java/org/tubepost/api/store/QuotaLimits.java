// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.io.IOException;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Knows what owners may keep. Registered as a service by whoever knows users; the store leases it
 * for one call. While it is away, or cannot say, messages wait: nothing is refused for good.
 */
@ConsumerType
public interface QuotaLimits {

    /**
     * What is known of an owner without asking anybody; does not block.
     *
     * @param owner id in the store
     * @return empty when {@link #find} has to be called
     */
    Optional<QuotaGrant> known(String owner);

    /**
     * What an owner may keep; {@link QuotaGrant#STANDARD} for somebody unknown. May block.
     *
     * @throws IOException when nobody can say for now
     */
    QuotaGrant find(String owner) throws IOException;

    /**
     * Has mail to an owner refused before it is queued, or accepted again ({@code mailUserStatus}).
     * May block.
     *
     * @param over true when the mailbox takes no more
     * @throws IOException when it cannot be changed for now
     */
    void overQuota(String owner, boolean over) throws IOException;
}
