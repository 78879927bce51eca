// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

import java.util.List;
import java.util.Set;

/**
 * Everything about a message that is not its content. Made once, when acceptance freezes its
 * transaction; narrowed by the queue to the recipients of one entry.
 *
 * @param id queue id
 * @param origin where it came from
 * @param sender envelope sender
 * @param dsn notification wishes for the whole message
 * @param requirements what next hops must be able to do
 * @param priority delivery priority
 * @param recipients at least one
 */
public record Envelope(
        MessageId id,
        Origin origin,
        ReversePath sender,
        DsnRequest dsn,
        Set<Requirement> requirements,
        Priority priority,
        List<Recipient> recipients) {

    /** Copies the collections. */
    public Envelope {
        requirements = Set.copyOf(requirements);
        recipients = List.copyOf(recipients);
    }

    /**
     * The same envelope for some of its recipients only, who share a return path; it is the sender
     * of the new envelope.
     */
    public Envelope narrowedTo(List<Recipient> some) {
        ReversePath from = some.isEmpty() ? sender : some.get(0).returnPath().orElse(sender);
        return new Envelope(id, origin, from, dsn, requirements, priority, some);
    }
}
