// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long expunged messages are kept where room runs out. While a partition is nearly full the
 * time is a quarter of what it was a minute before, so the oldest go first, and room that takes a
 * while to come back is waited for before more is let go of. As soon as there is room the whole
 * time holds again. For one thread.
 */
final class Shortening {
    private static final Logger LOG = LoggerFactory.getLogger(Shortening.class);
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    private final Partitions partitions;
    private final Map<String, Duration> shortened = new TreeMap<>();
    private final Appointment look = new Appointment();

    Shortening(Partitions partitions) {
        this.partitions = partitions;
    }

    /**
     * What is not kept any more.
     *
     * @param otherwise seconds since 1970 before which a message must have been expunged
     * @param full the same for what lies on partitions that are nearly full
     */
    record Limits(long otherwise, Map<String, Long> full) {

        /** Everywhere the whole time holds. */
        static Limits none(Instant now, Duration whole) {
            return new Limits(now.minus(whole).getEpochSecond(), Map.of());
        }

        /** A partition is nearly full. */
        boolean isShort() {
            return !full.isEmpty();
        }

        /** The limit for what lies on a partition. */
        long of(String partition) {
            return full.getOrDefault(partition, otherwise);
        }

        /** The latest of all limits. */
        long latest() {
            return full.isEmpty() ? otherwise : Collections.max(full.values());
        }
    }

    /**
     * Looks at the partitions, once a minute.
     *
     * @param whole how long messages are kept otherwise
     */
    Limits limits(Instant now, Duration whole) {
        Map<String, Long> full = new TreeMap<>();
        if (!whole.isZero() && look.isDue(now)) {
            look.next(now, LOOK_EVERY);
            Set<String> names = partitions.nearlyFull();
            shortened.keySet().retainAll(names);
            for (String name : names) {
                Duration time = shorter(shortened.getOrDefault(name, whole));
                if (!time.equals(shortened.put(name, time))) {
                    LOG.warn(
                            "Partition {} is nearly full: expunged messages are kept {} s there",
                            name,
                            time.toSeconds());
                }
                full.put(name, now.minus(time).getEpochSecond());
            }
        }
        return new Limits(now.minus(whole).getEpochSecond(), full);
    }

    private static Duration shorter(Duration time) {
        Duration quarter = time.dividedBy(4);
        return quarter.compareTo(LOOK_EVERY) < 0 ? Duration.ZERO : quarter;
    }
}
