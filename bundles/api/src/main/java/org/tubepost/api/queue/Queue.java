// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.queue;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MessageId;

/**
 * Owns queued messages: content, envelope and entries, durable in the queue's journal. Only
 * acceptance puts messages in, only the job controller leases and settles.
 */
@ProviderType
public interface Queue {

    /** A new message id, never used before in this instance. */
    MessageId newMessageId();

    /**
     * Opens a sink for a message that is coming in.
     *
     * @param expectedSize announced size in octets, 0 if unknown
     * @throws QueueFullException if the queue takes nothing for now
     */
    ContentSink begin(long expectedSize) throws QueueFullException;

    /**
     * Takes a message: one entry for each channel and destination among its recipients.
     *
     * <p>If the envelope's origin has a cause and a message with the same cause was taken before,
     * and the entry that the cause names still lives, nothing is stored and the earlier id is the
     * answer.
     *
     * @param envelope the envelope; its id comes from {@link #newMessageId}
     * @param content content sealed by a sink of this queue, perhaps behind a prefix: its octets
     *     are not copied; any other content is copied. The queue keeps its own reference
     * @param held true to keep the entries until an administrator releases them
     * @return completed with the id when the message is durable; completed with {@link
     *     QueueFullException} or another {@link IOException} when it is not in the queue and never
     *     will be. Dependents must not block
     */
    CompletionStage<MessageId> enqueue(Envelope envelope, Content content, boolean held);

    /**
     * Takes an entry for delivery.
     *
     * @param number the entry
     * @return empty if the entry is gone, held, or leased by somebody else
     * @throws IOException if envelope or content cannot be read
     */
    Optional<QueueLease> lease(long number) throws IOException;

    /**
     * Settles an attempt with one record. The last entry of a message frees its content.
     *
     * @return completed when durable; completed with an {@link IOException} if it could not be
     *     recorded, in which case the attempt will be repeated after a restart
     */
    CompletionStage<Void> settle(QueueLease lease, Settlement settlement);
}
