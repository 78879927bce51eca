// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.tubepost.api.store.QuotaGrant;
import org.tubepost.api.store.QuotaRoot;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.UsageState;

/**
 * How full the quota roots of an owner are, by one version of what is known of the owner.
 *
 * @param core has the rules
 * @param id of the owner
 * @param owner null if the owner does not exist
 * @param usage what the owner keeps
 * @param grant what the owner may keep
 */
record QuotaRoots(Core core, String id, OwnerState owner, UsageState usage, QuotaGrant grant) {

    /** All of them, the mailbox first. */
    List<QuotaRoot> all() {
        List<QuotaRoot> roots = new ArrayList<>();
        for (Map.Entry<String, long[]> root : figures().of(usage).entrySet()) {
            roots.add(root(root.getKey(), root.getValue()));
        }
        return roots;
    }

    /** Those to which messages in a folder are charged. */
    List<QuotaRoot> ofFolder(String folder) {
        RootFigures figures = figures();
        NavigableMap<String, long[]> used = figures.of(usage);
        List<QuotaRoot> roots = new ArrayList<>();
        for (String root : figures.ofFolder(folder)) {
            roots.add(root(root, used.get(root)));
        }
        return roots;
    }

    private RootFigures figures() {
        return new RootFigures(owner, grant, core.rules().types());
    }

    private QuotaRoot root(String root, long[] used) {
        return new QuotaRoot(
                id,
                root,
                used[0],
                used[1],
                QuotaJudge.limit(core.rules().quotas().policy(), grant, root),
                Optional.ofNullable(QuotaClock.since(owner, root)).map(Instant::ofEpochSecond));
    }
}
