// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.tubepost.api.channel.Outcome;

/**
 * What a channel has done since start, and what it is doing. Active counts are guarded by the
 * controller.
 */
final class Figures {
    final LongAdder delivered = new LongAdder();
    final LongAdder deferred = new LongAdder();
    final LongAdder failed = new LongAdder();
    private final Map<String, Integer> activeByDestination = new HashMap<>();
    private int active;

    void count(Outcome outcome) {
        if (outcome instanceof Outcome.Delivered) {
            delivered.increment();
        } else if (outcome instanceof Outcome.Failed) {
            failed.increment();
        } else {
            deferred.increment();
        }
    }

    int active() {
        return active;
    }

    int activeFor(String destination) {
        return activeByDestination.getOrDefault(destination, 0);
    }

    void begin(String destination) {
        active++;
        activeByDestination.merge(destination, 1, Integer::sum);
    }

    void end(String destination) {
        active--;
        activeByDestination.computeIfPresent(destination, (d, n) -> n == 1 ? null : n - 1);
    }
}
