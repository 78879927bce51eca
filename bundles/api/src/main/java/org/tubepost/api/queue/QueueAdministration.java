// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.queue;

import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.osgi.annotation.versioning.ProviderType;

/** The queue as administrators steer it; made for millions of entries. */
@ProviderType
public interface QueueAdministration {

    /**
     * Entries that a filter means, by ascending number; a stream that does not hold the queue up
     * and reads envelopes only if the filter asks for addresses. What comes in while it is read is
     * not in it.
     *
     * @param after only entries with a larger number; 0 for all
     * @throws java.io.UncheckedIOException while the stream is read, if an envelope cannot be
     */
    Stream<QueueEntry> select(QueueFilter filter, long after);

    /**
     * Changes one entry and tells the mail log. Many may be under way at once; they share the
     * waiting for the disk.
     *
     * @param administrator who wants it, for the history of the entry and the mail log; empty if
     *     nobody knows
     * @return completed with true when the change is durable; with false if the entry is gone,
     *     being delivered, or in a state that does not allow it; with an {@link
     *     java.io.IOException} if it could not be recorded. Dependents must not block
     */
    CompletionStage<Boolean> change(long number, EntryChange change, String administrator);
}
