// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Numbers that never pass a limit. Thread-safe.
 *
 * @param <K> what is counted
 */
final class Counts<K> {
    private final Map<K, Integer> counts = new ConcurrentHashMap<>();

    /** Counts one more if the limit is not reached; true if it was counted. */
    boolean increase(K key, int most) {
        boolean[] counted = new boolean[1];
        counts.compute(
                key,
                (k, count) -> {
                    int now = count == null ? 0 : count;
                    counted[0] = now < most;
                    return counted[0] ? Integer.valueOf(now + 1) : count;
                });
        return counted[0];
    }

    /** Counts one less. */
    void decrease(K key) {
        counts.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
    }

    /** All that are not zero. */
    Map<K, Integer> all() {
        return Map.copyOf(counts);
    }
}
