// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.util.Optional;
import org.tubepost.api.store.QuotaEvent;
import org.tubepost.api.store.QuotaGrant;
import org.tubepost.api.store.QuotaLimits;

/** The services that know limits and want to know who passes them, whichever are there now. */
interface LimitSource {

    /** Gives everybody the store's own limits. */
    LimitSource STANDARD =
            new LimitSource() {
                @Override
                public Optional<QuotaGrant> known(String owner) {
                    return Optional.of(QuotaGrant.STANDARD);
                }

                @Override
                public QuotaGrant find(String owner) {
                    return QuotaGrant.STANDARD;
                }

                @Override
                public void overQuota(String owner, boolean over) {
                    // Nobody wants to know.
                }

                @Override
                public void changed(QuotaEvent event) {
                    // Nobody wants to know.
                }
            };

    /** See {@link QuotaLimits#known}; empty when the service is away. */
    Optional<QuotaGrant> known(String owner);

    /**
     * See {@link QuotaLimits#find}.
     *
     * @throws IOException also when the service is away
     */
    QuotaGrant find(String owner) throws IOException;

    /**
     * See {@link QuotaLimits#overQuota}.
     *
     * @throws IOException also when the service is away
     */
    void overQuota(String owner, boolean over) throws IOException;

    /** See {@link org.tubepost.api.store.QuotaListener}. */
    void changed(QuotaEvent event);
}
