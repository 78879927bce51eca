// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts failed logins by account and by address, whatever protocol they came through. Who has
 * failed too often is not even checked until the failures are forgotten. Bounded: the least used
 * are forgotten first.
 */
final class Guesses {
    private static final int MOST_REMEMBERED = 200_000;

    private final int limit;
    private final Cache<String, AtomicInteger> failures;

    Guesses(int limit, Duration memory, Ticker ticker) {
        this.limit = limit;
        this.failures =
                Caffeine.newBuilder()
                        .maximumSize(MOST_REMEMBERED)
                        .expireAfterWrite(memory)
                        .ticker(ticker)
                        .build();
    }

    boolean mustWait(String account, String address) {
        return count("a:" + account) >= limit || count("c:" + address) >= limit * 5;
    }

    void failed(String account, String address) {
        if (!account.isEmpty()) {
            add("a:" + account);
        }
        add("c:" + address);
    }

    /**
     * A right password clears the account, not the address: one good login must not hide guessing.
     */
    void succeeded(String account) {
        failures.invalidate("a:" + account);
    }

    private int count(String key) {
        AtomicInteger count = failures.getIfPresent(key);
        return count == null ? 0 : count.get();
    }

    private void add(String key) {
        AtomicInteger count = failures.get(key, k -> new AtomicInteger());
        if (count.incrementAndGet() == limit) {
            // Written again so that the time runs from the failure that reached the limit.
            failures.put(key, count);
        }
    }
}
