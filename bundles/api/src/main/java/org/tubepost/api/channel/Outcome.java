// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.channel;

import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Reply;

/**
 * What became of one recipient of a delivery. Made where the fact is known; the reply ends
 * unchanged in the log and in the notification.
 */
public sealed interface Outcome {

    /** The recipient, one of the delivery's. */
    Recipient recipient();

    /** What the next hop said, or what the channel says itself. */
    Reply reply();

    /** Host name of the next hop that said it; empty if the channel said it itself. */
    String remote();

    /**
     * Done.
     *
     * @param recipient the recipient
     * @param reply 2xx
     * @param remote next hop
     * @param action what "done" means, for success reports (RFC 3464 section 2.3.3)
     */
    record Delivered(Recipient recipient, Reply reply, String remote, Action action)
            implements Outcome {}

    /**
     * Not now; the recipient stays in the queue and is retried.
     *
     * @param recipient the recipient
     * @param reply 4xx
     * @param remote next hop
     */
    record Deferred(Recipient recipient, Reply reply, String remote) implements Outcome {}

    /**
     * Never; the sender is told.
     *
     * @param recipient the recipient
     * @param reply 5xx
     * @param remote next hop
     */
    record Failed(Recipient recipient, Reply reply, String remote) implements Outcome {}

    /**
     * Kept until an administrator releases it; no retries, no notices.
     *
     * @param recipient the recipient
     * @param reply 2xx with the reason
     * @param remote always empty
     */
    record Held(Recipient recipient, Reply reply, String remote) implements Outcome {}

    /** Kinds of success. */
    enum Action {
        /** Put into a mailbox, or given to a program: the end of the way. */
        DELIVERED,
        /** Given to a next hop that reports further itself (it speaks DSN). */
        FORWARDED,
        /** Given to a next hop that does not speak DSN: a success report is ours to send. */
        RELAYED,
        /** Replaced by other recipients. */
        EXPANDED
    }
}
