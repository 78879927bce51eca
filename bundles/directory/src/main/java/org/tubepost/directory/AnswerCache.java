// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.tubepost.api.directory.DirectoryUnavailableException;

/**
 * Answers by key, kept for a while; "does not exist" for a shorter one. Callers who want the same
 * key at once ask once. Failures are not kept.
 */
final class AnswerCache<V> {
    private final Cache<String, Optional<V>> cache;

    /** Asks for an answer that is not cached. */
    interface Loader<V> {
        Optional<V> load(String key) throws DirectoryUnavailableException;
    }

    AnswerCache(DirectorySettings settings) {
        Duration positive = Duration.ofSeconds(settings.cacheSeconds());
        Duration negative = Duration.ofSeconds(settings.negativeCacheSeconds());
        this.cache =
                Caffeine.newBuilder()
                        .maximumSize(settings.cacheEntries())
                        .recordStats()
                        .expireAfter(
                                Expiry.<String, Optional<V>>writing(
                                        (key, value) -> value.isPresent() ? positive : negative))
                        .build();
    }

    Optional<V> get(String key, Loader<V> loader) throws DirectoryUnavailableException {
        try {
            return cache.get(key, k -> load(k, loader));
        } catch (UncheckedIOException wrapped) {
            if (wrapped.getCause() instanceof DirectoryUnavailableException away) {
                throw away;
            }
            throw wrapped;
        }
    }

    void clear() {
        cache.invalidateAll();
    }

    long hits() {
        return cache.stats().hitCount();
    }

    long misses() {
        return cache.stats().missCount();
    }

    private static <V> Optional<V> load(String key, Loader<V> loader) {
        try {
            return loader.load(key);
        } catch (DirectoryUnavailableException away) {
            throw new UncheckedIOException(away);
        }
    }
}
