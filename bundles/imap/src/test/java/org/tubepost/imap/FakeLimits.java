// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.tubepost.api.store.QuotaAdministration;
import org.tubepost.api.store.QuotaGrant;
import org.tubepost.api.store.QuotaLimit;
import org.tubepost.api.store.QuotaLimits;

/** What users may keep. */
final class FakeLimits implements QuotaLimits, QuotaAdministration {
    private final Map<String, QuotaGrant> grants = new ConcurrentHashMap<>();

    final List<String> changes = new CopyOnWriteArrayList<>();

    void grant(String owner, Map<String, QuotaLimit> limits) {
        grants.put(owner, new QuotaGrant(new TreeMap<>(limits), "", ""));
    }

    @Override
    public void limit(String administrator, String owner, String root, QuotaLimit limit) {
        Map<String, QuotaLimit> limits = new TreeMap<>(find(owner).limits());
        limits.put(root, limit);
        grant(owner, limits);
        changes.add(administrator + " " + owner + " '" + root + "'");
    }

    @Override
    public Optional<QuotaGrant> known(String owner) {
        return Optional.of(find(owner));
    }

    @Override
    public QuotaGrant find(String owner) {
        return grants.getOrDefault(owner, QuotaGrant.STANDARD);
    }

    @Override
    public void overQuota(String owner, boolean over) {
        throw new IllegalStateException("nobody asked for it");
    }
}
