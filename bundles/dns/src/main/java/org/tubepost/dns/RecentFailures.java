// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dns;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.tubepost.api.dns.DnsAnswer;

/**
 * Questions that name servers could not answer a moment ago. They are not asked again at once, so
 * that a name server in trouble costs one wait and not one for each message (RFC 2308 section 7).
 * Thread-safe; bounded, the oldest are forgotten first.
 */
final class RecentFailures {
    private static final int MOST = 10_000;

    private final long nanos;
    private final LongSupplier clock;
    private final Map<String, Failure> failures =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Failure> eldest) {
                    return size() > MOST;
                }
            };

    private record Failure(String reason, long since) {}

    /**
     * Remembers for some time.
     *
     * @param seconds how long; at most five minutes make sense
     * @param clock gives nanoseconds
     */
    RecentFailures(int seconds, LongSupplier clock) {
        this.nanos = seconds * 1_000_000_000L;
        this.clock = clock;
    }

    /** The failure of a moment ago. */
    synchronized <T> Optional<DnsAnswer<T>> find(String question) {
        Failure failure = failures.get(question);
        if (failure == null) {
            return Optional.empty();
        }
        if (clock.getAsLong() - failure.since() >= nanos) {
            failures.remove(question);
            return Optional.empty();
        }
        return Optional.of(new DnsAnswer.Unavailable<>(failure.reason()));
    }

    synchronized void add(String question, String reason) {
        failures.remove(question);
        failures.put(question, new Failure(reason, clock.getAsLong()));
    }

    synchronized void clear() {
        failures.clear();
    }
}
