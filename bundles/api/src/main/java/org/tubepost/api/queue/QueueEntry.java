// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.queue;

import java.time.Instant;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Priority;

/**
 * What the schedule knows of one message on one channel for one destination; no content is opened
 * for it. A snapshot.
 *
 * @param number unique in the instance for ever, ascending by time of acceptance
 * @param message id of the message; several entries may share it
 * @param channel channel that delivers
 * @param destination what the channel connects to
 * @param priority delivery priority
 * @param recipients recipients still waiting
 * @param size octets of the content
 * @param queued when the message was accepted
 * @param due when it may be tried next
 * @param attempt number of the next attempt, 1 for the first
 * @param notices delay notices sent so far
 * @param state where it stands
 * @param lastReply what the last attempt said; empty before the first
 */
public record QueueEntry(
        long number,
        MessageId message,
        String channel,
        String destination,
        Priority priority,
        int recipients,
        long size,
        Instant queued,
        Instant due,
        int attempt,
        int notices,
        State state,
        String lastReply) {

    /** Where an entry stands. */
    public enum State {
        /** Waits for its due time. */
        READY,
        /** Is being delivered. */
        ACTIVE,
        /** Waits for an administrator. */
        HELD
    }
}
