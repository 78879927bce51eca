// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.io.IOException;
import java.time.Instant;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.queue.QueueLease;

/**
 * Sends a queued message through the door again, to another address. It comes from where the
 * message came from, as far as access decides by it, and from its sender, who gets its failures.
 */
final class Redirection {
    private Redirection() {}

    /**
     * Sends it.
     *
     * @return positive when it is durable, permanent if it was refused for good
     * @throws IOException if it was refused for now
     */
    static Reply send(Acceptance door, QueueLease lease, MailAddress to, Instant now)
            throws IOException {
        Envelope envelope = lease.envelope();
        try (Transaction transaction = door.begin(origin(lease, now), Trace.OFF)) {
            Reply reply =
                    transaction.sender(
                            envelope.sender(),
                            new MailParameters(
                                    lease.content().size(),
                                    envelope.requirements(),
                                    envelope.dsn()));
            if (reply.isPositive()) {
                RecipientDsn wishes = envelope.recipients().get(0).dsn();
                reply = transaction.recipient(to, wishes).reply();
            }
            if (reply.isPositive()) {
                reply = transaction.beginData();
            }
            if (reply.isPositive()) {
                transaction.writeAll(lease.content());
                reply = transaction.commit().toCompletableFuture().join();
            }
            if (reply.isTransient()) {
                throw new IOException("redirection to " + to + " is refused: " + reply);
            }
            return reply;
        }
    }

    private static Origin origin(QueueLease lease, Instant now) {
        String cause =
                String.format(
                        Origin.CAUSE_FORM,
                        "redirect",
                        lease.entry().number(),
                        lease.entry().attempt());
        return lease.envelope().origin().again(now, cause);
    }
}
