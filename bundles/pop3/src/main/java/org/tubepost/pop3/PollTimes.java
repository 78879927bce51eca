// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often a user may look for mail (RFC 2449 section 6.5). Users who may log in again are
 * forgotten. Thread-safe.
 */
final class PollTimes {
    private final Duration delay;
    private final Clock clock;

    // In the order of the times.
    private final Map<String, Instant> last = new LinkedHashMap<>();

    /**
     * Nobody has logged in yet.
     *
     * @param delay between two logins of a user; zero for any number
     */
    PollTimes(Duration delay, Clock clock) {
        this.delay = delay;
        this.clock = clock;
    }

    /** Counts a login; how long the user must wait if it comes too early, which does not count. */
    synchronized Optional<Duration> login(String user) {
        if (delay.isZero()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        forgetBefore(now.minus(delay));
        Instant before = last.get(user);
        if (before != null) {
            return Optional.of(Duration.between(now, before.plus(delay)));
        }
        last.put(user, now);
        return Optional.empty();
    }

    /** The login led to nothing. */
    synchronized void takeBack(String user) {
        last.remove(user);
    }

    private void forgetBefore(Instant limit) {
        Iterator<Instant> times = last.values().iterator();
        while (times.hasNext() && !times.next().isAfter(limit)) {
            times.remove();
        }
    }

    /** Users who must wait. */
    synchronized int size() {
        return last.size();
    }
}
