// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.tubepost.api.directory.DirectoryUnavailableException;

/**
 * Answers by key, kept for a while; "does not exist" for a shorter one. Callers who want the same
 * key at once ask once, and callers with other keys never wait for them. Failures are not kept.
 * What was asked before {@link #clear} is not kept after it: it may be older than the change for
 * which the cache was cleared.
 */
final class AnswerCache<V> {
    private final Cache<String, Optional<V>> cache;
    private final ConcurrentMap<String, CompletableFuture<Optional<V>>> asking =
            new ConcurrentHashMap<>();
    private long clearings;

    /** Asks for an answer that is not cached. */
    interface Loader<V> {
        Optional<V> load(String key) throws DirectoryUnavailableException;
    }

    AnswerCache(DirectorySettings settings, Ticker ticker) {
        Duration positive = Duration.ofSeconds(settings.cacheSeconds());
        Duration negative = Duration.ofSeconds(settings.negativeCacheSeconds());
        this.cache =
                Caffeine.newBuilder()
                        .maximumSize(settings.cacheEntries())
                        .ticker(ticker)
                        .recordStats()
                        .expireAfter(
                                Expiry.<String, Optional<V>>writing(
                                        (key, value) -> value.isPresent() ? positive : negative))
                        .build();
    }

    Optional<V> get(String key, Loader<V> loader) throws DirectoryUnavailableException {
        Optional<V> known = cache.getIfPresent(key);
        if (known != null) {
            return known;
        }
        CompletableFuture<Optional<V>> own = new CompletableFuture<>();
        CompletableFuture<Optional<V>> other = asking.putIfAbsent(key, own);
        return other == null ? ask(key, loader, own) : await(other);
    }

    private Optional<V> ask(String key, Loader<V> loader, CompletableFuture<Optional<V>> own)
            throws DirectoryUnavailableException {
        try {
            long before = clearings();
            Optional<V> answered = cache.policy().getIfPresentQuietly(key);
            Optional<V> answer = answered != null ? answered : loader.load(key);
            if (answered == null) {
                keep(key, answer, before);
            }
            own.complete(answer);
            return answer;
        } catch (DirectoryUnavailableException | RuntimeException | Error failed) {
            own.completeExceptionally(failed);
            throw failed;
        } finally {
            asking.remove(key, own);
        }
    }

    private Optional<V> await(CompletableFuture<Optional<V>> other)
            throws DirectoryUnavailableException {
        try {
            return other.get();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new DirectoryUnavailableException("interrupted", stop);
        } catch (ExecutionException failed) {
            throw new DirectoryUnavailableException(
                    String.valueOf(failed.getCause().getMessage()), failed.getCause());
        }
    }

    /** How often the cache was cleared; to be told with what was asked since. */
    synchronized long clearings() {
        return clearings;
    }

    /** Keeps an answer that was asked for after that many clearings. */
    synchronized void keep(String key, Optional<V> answer, long before) {
        if (clearings == before) {
            cache.put(key, answer);
        }
    }

    boolean holds(String key) {
        return cache.policy().getIfPresentQuietly(key) != null;
    }

    synchronized void clear() {
        clearings++;
        cache.invalidateAll();
        // Who asks from now on must not join a question from before.
        asking.clear();
    }

    /** Forgets some answers; as after {@link #clear}, older questions are not kept. */
    synchronized void forget(Predicate<V> these) {
        clearings++;
        cache.asMap().values().removeIf(answer -> answer.filter(these).isPresent());
        asking.clear();
    }

    long hits() {
        return cache.stats().hitCount();
    }

    /** Answers that are kept; about right. */
    long size() {
        return cache.estimatedSize();
    }

    long misses() {
        return cache.stats().missCount();
    }
}
