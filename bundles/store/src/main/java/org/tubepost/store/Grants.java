// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.HashMap;
import java.util.Map;
import org.tubepost.api.store.QuotaGrant;
import org.tubepost.api.store.StoreException;

/** What was found out about the limits of some owners, before it is decided on under the lock. */
final class Grants {
    /** Quotas are not enforced. */
    static final Grants OFF = new Grants(false);

    private final boolean enforced;
    private final Map<String, QuotaGrant> known = new HashMap<>();

    Grants() {
        this(true);
    }

    private Grants(boolean enforced) {
        this.enforced = enforced;
    }

    boolean enforced() {
        return enforced;
    }

    synchronized void add(String owner, QuotaGrant grant) {
        known.put(owner, grant);
    }

    synchronized boolean has(String owner) {
        return known.containsKey(owner);
    }

    /** Limits of an owner. */
    synchronized QuotaGrant of(String owner) throws StoreException {
        QuotaGrant grant = known.get(owner);
        if (grant == null) {
            throw new StoreException(
                    StoreException.Code.UNAVAILABLE,
                    "The quota of " + owner + " cannot be looked up now");
        }
        return grant;
    }
}
