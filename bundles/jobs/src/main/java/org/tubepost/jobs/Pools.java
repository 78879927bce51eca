// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The pools of the plans in force, and how many jobs each may have at this hour. Guarded by the
 * controller's lock.
 */
final class Pools {
    private static final long LIMITS_MILLIS = 10_000;

    private Map<String, Pool> pools = Map.of();
    private long limitedAt;

    /** The pools by their names. */
    Map<String, Pool> byName() {
        return pools;
    }

    /** Makes the pools that plans name, without channels. */
    void plan(Collection<ChannelPlan> plans) {
        pools =
                plans.stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        plan -> plan.pool().name(),
                                        plan -> new Pool(plan.pool()),
                                        (first, second) -> first));
    }

    /** True when the last look at the hour was some seconds ago. */
    boolean isTimeToLimit(long now) {
        return now - limitedAt >= LIMITS_MILLIS;
    }

    /** Follows the after-hours windows. */
    void limit(Instant wall, long now) {
        pools.values().forEach(pool -> pool.limit = pool.definition.limitAt(wall));
        limitedAt = now;
    }
}
