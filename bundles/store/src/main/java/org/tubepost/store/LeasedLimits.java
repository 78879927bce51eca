// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.util.Optional;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.store.QuotaEvent;
import org.tubepost.api.store.QuotaGrant;
import org.tubepost.api.store.QuotaLimits;
import org.tubepost.api.store.QuotaListener;

/** The limits of whichever service is there now, leased for each call. */
record LeasedLimits(ServiceLeases<QuotaLimits> leases, ServiceLeases<QuotaListener> listeners)
        implements LimitSource {

    @Override
    public Optional<QuotaGrant> known(String owner) {
        Optional<Lease<QuotaLimits>> lease = leases.lease("");
        if (lease.isEmpty()) {
            return Optional.empty();
        }
        try (Lease<QuotaLimits> limits = lease.get()) {
            return limits.service().known(owner);
        }
    }

    @Override
    public QuotaGrant find(String owner) throws IOException {
        try (Lease<QuotaLimits> limits = leased()) {
            return limits.service().find(owner);
        }
    }

    @Override
    public void overQuota(String owner, boolean over) throws IOException {
        try (Lease<QuotaLimits> limits = leased()) {
            limits.service().overQuota(owner, over);
        }
    }

    @Override
    public void changed(QuotaEvent event) {
        for (Lease<QuotaListener> lease : listeners.leaseAll(StoreComponent.ANY, "", "")) {
            try (lease) {
                lease.service().changed(event);
            }
        }
    }

    private Lease<QuotaLimits> leased() throws IOException {
        return leases.lease("")
                .orElseThrow(() -> new IOException("nobody who knows quotas is running"));
    }
}
