// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;

/**
 * The store's door for a protocol that delivers while its client waits (RFC 2033): as {@link
 * MessageStore#deliver}, but nobody is blocked. The message is written into the partition as it
 * comes in, once for all its recipients, and many deliveries share one wait for the disk.
 *
 * <p>It never waits for a partition that is away: that is {@code UNAVAILABLE}, and the client tries
 * again.
 */
@ProviderType
public interface FinalDelivery {

    /**
     * Opens a sink for a message, in the partition of its first target. Waits for nothing but the
     * system's cache.
     *
     * @param first where the message goes; other targets may be on other partitions
     * @param expectedSize octets, 0 if unknown
     * @throws StoreException if the partition takes nothing for now
     */
    ContentSink begin(DeliveryTarget first, long expectedSize) throws StoreException;

    /**
     * Delivers a message, once per target however often it is called with the same key. Returns at
     * once.
     *
     * @param key as in {@link MessageStore#deliver}
     * @param targets at least one
     * @param content sealed by a sink of {@link #begin} (not copied where that partition is the
     *     target's) or any other (copied); kept until the stage is completed
     * @param received internal date
     * @return completed with a result for each target, in order, when all of them are durable;
     *     completed with a {@link StoreException} when no target could be tried. Dependents must
     *     not block
     */
    CompletionStage<List<DeliveryResult>> deliver(
            String key, List<DeliveryTarget> targets, Content content, Instant received);
}
