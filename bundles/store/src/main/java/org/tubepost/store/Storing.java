// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.DeliveryResult;
import org.tubepost.api.store.StoreException;

/**
 * One content on its way into each partition that has targets, and what came of it. Used by one
 * thread after the other.
 */
final class Storing implements AutoCloseable {
    private final Partitions partitions;
    // Kept: an owner who is moved meanwhile gets this message where it was put.
    private final List<String> places;
    private final Map<String, Partitions.Incoming> incoming = new LinkedHashMap<>();
    private final Map<String, ContentLocator> stored = new HashMap<>();
    private final Map<String, StoreException> away = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    /** The way of a content into a partition. */
    interface Way {
        Partitions.Incoming store(String partition, Content content) throws StoreException;
    }

    /**
     * Nothing is on its way yet.
     *
     * @param places partition of each target
     */
    Storing(Partitions partitions, List<String> places) {
        this.partitions = partitions;
        this.places = places;
    }

    /**
     * Begins, where a target does not have the message yet.
     *
     * @param known by target; null for one that is to get it
     */
    void begin(List<DeliveryResult> known, Content content, Way way) {
        for (int i = 0; i < places.size(); i++) {
            String partition = places.get(i);
            if (known.get(i) == null
                    && !incoming.containsKey(partition)
                    && !away.containsKey(partition)) {
                try {
                    incoming.put(partition, way.store(partition, content));
                } catch (StoreException refusal) {
                    away.put(partition, refusal);
                }
            }
        }
    }

    /** Completed when {@link #await} does not wait any more. */
    CompletableFuture<Void> decided() {
        return CompletableFuture.allOf(
                incoming.values().stream()
                        .map(Partitions.Incoming::decided)
                        .toArray(CompletableFuture[]::new));
    }

    /** Waits until it is durable or refused everywhere. */
    void await() {
        incoming.forEach(
                (partition, in) -> {
                    try {
                        stored.put(partition, in.await());
                    } catch (StoreException refusal) {
                        away.put(partition, refusal);
                    }
                });
    }

    /** True when no partition has it. */
    boolean isNowhere() {
        return stored.isEmpty();
    }

    /** Where it is for a target; null if it is not there. */
    ContentLocator stored(int target) {
        return stored.get(places.get(target));
    }

    /** Why it is not there for a target; null if the partition was not asked, or took it. */
    StoreException refusal(int target) {
        return away.get(places.get(target));
    }

    /** A target's message has what was stored for it. */
    void use(int target) {
        used.add(places.get(target));
    }

    /** Lets go of what was stored and no message has, and passes results on. */
    List<DeliveryResult> kept(List<DeliveryResult> results) {
        stored.forEach(
                (partition, content) -> {
                    if (!used.contains(partition)) {
                        partitions.drop(List.of(content));
                    }
                });
        return results;
    }

    /** Lets go of everything: no message came of it. */
    void drop() {
        partitions.drop(stored.values());
    }

    @Override
    public void close() {
        incoming.values().forEach(Partitions.Incoming::close);
    }
}
