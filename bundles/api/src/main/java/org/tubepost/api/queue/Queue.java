// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.queue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.message.ContentSink;
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
     * Takes messages that came in as one: usually one, several where recipients get different
     * copies. Each makes one entry for each channel, destination and return path among its
     * recipients. All become durable together, with one fsync.
     *
     * <p>If a submission's origin has a cause and a message with the same cause was taken before,
     * and the entry that the cause names still lives, it is not stored and the earlier id is the
     * answer. Submissions of one call have causes of their own.
     *
     * @return completed with the ids when all messages are durable; completed with {@link
     *     QueueFullException} or another {@link IOException} when they are not acknowledged.
     *     Dependents must not block
     */
    CompletionStage<List<MessageId>> enqueue(List<Submission> submissions);

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
