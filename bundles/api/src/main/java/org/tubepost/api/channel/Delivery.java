// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.channel;

import java.time.Instant;
import java.util.Optional;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Envelope;

/**
 * One attempt to deliver one queue entry.
 *
 * @param entry number of the queue entry, unique in the instance for ever; with the attempt a key
 *     for idempotent hand-over
 * @param attempt 1 for the first; a repeated attempt after a crash has the same number
 * @param channel the channel block in force
 * @param destination what to connect to; see {@link
 *     org.tubepost.api.message.Recipient#destination()}
 * @param envelope narrowed to the recipients of this attempt
 * @param content the message; closed by the caller when {@link Channel#deliver} has returned
 * @param deadline when the attempt should be over
 * @param givenUp when the message is given up at last; empty where nobody tries it again
 */
public record Delivery(
        long entry,
        int attempt,
        ChannelDefinition channel,
        String destination,
        Envelope envelope,
        Content content,
        Instant deadline,
        Optional<Instant> givenUp) {

    /** An attempt of which nobody says when the message is given up. */
    public Delivery(
            long entry,
            int attempt,
            ChannelDefinition channel,
            String destination,
            Envelope envelope,
            Content content,
            Instant deadline) {
        this(entry, attempt, channel, destination, envelope, content, deadline, Optional.empty());
    }
}
