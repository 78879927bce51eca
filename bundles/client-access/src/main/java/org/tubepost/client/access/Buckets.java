// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;

/**
 * How often somebody may do something: each has a bucket of as many tokens as are allowed in a
 * period, which fills evenly. Bounded: buckets that are full again are forgotten, and the least
 * used if there are too many. Thread-safe.
 */
final class Buckets {
    private static final int MOST_REMEMBERED = 100_000;

    private final int allowed;
    private final long periodNanos;
    private final Ticker clock;
    private final Cache<String, Bucket> buckets;

    /**
     * No bucket yet.
     *
     * @param allowed in a period; 0 for any number
     */
    Buckets(int allowed, Duration period, Ticker clock) {
        this.allowed = allowed;
        this.periodNanos = period.toNanos();
        this.clock = clock;
        this.buckets =
                Caffeine.newBuilder()
                        .maximumSize(MOST_REMEMBERED)
                        .expireAfterAccess(period)
                        .ticker(clock)
                        .build();
    }

    /** What is left at a moment. */
    private record Bucket(double tokens, long since) {}

    /**
     * Takes a token.
     *
     * @return empty if there was one; else how long until there is one again
     */
    Optional<Duration> take(String who) {
        if (allowed == 0) {
            return Optional.empty();
        }
        long now = clock.read();
        long[] wait = new long[1];
        buckets.asMap()
                .compute(
                        who,
                        (key, before) -> {
                            double tokens = before == null ? allowed : filled(before, now);
                            if (tokens >= 1) {
                                return new Bucket(tokens - 1, now);
                            }
                            wait[0] = (long) Math.ceil((1 - tokens) * periodNanos / allowed);
                            return new Bucket(tokens, now);
                        });
        return wait[0] == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(wait[0]));
    }

    private double filled(Bucket bucket, long now) {
        return Math.min(
                allowed, bucket.tokens() + (double) (now - bucket.since()) * allowed / periodNanos);
    }
}
