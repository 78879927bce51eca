// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.reprocess;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.Trace;

/**
 * Sends a message through the door again as its original submitter. What the door takes is handed
 * over once, however often the attempt is repeated after a crash; what it refuses for now stays
 * here and is retried.
 */
@Component(property = Channel.PROGRAM + "=reprocess")
public final class ReprocessChannel implements Channel {
    private final ServiceLeases<Acceptance> doors;

    /** Begins to watch for the door. */
    @Activate
    public ReprocessChannel(BundleContext context) {
        doors =
                new ServiceLeases<>(
                        context,
                        Acceptance.class,
                        "",
                        Duration.ofSeconds(10),
                        new ServiceLeases.Listener<>() {});
    }

    @Deactivate
    void close() {
        doors.close();
    }

    @Override
    public List<Outcome> deliver(Delivery delivery) throws IOException {
        Envelope envelope = delivery.envelope();
        Origin origin = origin(envelope.origin(), delivery);
        try (Lease<Acceptance> door =
                        doors.lease("")
                                .orElseThrow(() -> new IOException("the door is being replaced"));
                Transaction transaction = door.service().begin(origin, Trace.OFF)) {
            Reply sender =
                    transaction.sender(
                            envelope.sender(),
                            new MailParameters(
                                    delivery.content().size(),
                                    envelope.requirements(),
                                    envelope.dsn()));
            if (!sender.isPositive()) {
                return envelope.recipients().stream().map(r -> refused(r, sender)).toList();
            }
            List<Outcome> outcomes = new ArrayList<>();
            List<Recipient> taken = new ArrayList<>();
            for (Recipient recipient : envelope.recipients()) {
                Reply reply = transaction.recipient(recipient.original(), recipient.dsn()).reply();
                if (reply.isPositive()) {
                    taken.add(recipient);
                } else {
                    outcomes.add(refused(recipient, reply));
                }
            }
            if (!taken.isEmpty()) {
                Reply reply = send(transaction, delivery);
                taken.forEach(r -> outcomes.add(outcome(r, reply)));
            }
            return outcomes;
        }
    }

    /** Clients are not judged again by their address: they were when the message came in. */
    private static Origin origin(Origin original, Delivery delivery) {
        return new Origin(
                original.channel(),
                "internal",
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                original.helo(),
                original.clientName(),
                "",
                original.authenticated(),
                original.received(),
                String.format(
                        Origin.CAUSE_FORM, "reprocess", delivery.entry(), delivery.attempt()));
    }

    private static Reply send(Transaction transaction, Delivery delivery) throws IOException {
        Reply reply = transaction.beginData();
        if (reply.isPositive()) {
            transaction.writeAll(delivery.content());
            reply = transaction.commit().toCompletableFuture().join();
        }
        return reply;
    }

    private static Outcome outcome(Recipient recipient, Reply reply) {
        return reply.isPositive()
                ? new Outcome.Delivered(recipient, reply, "", Outcome.Action.EXPANDED)
                : refused(recipient, reply);
    }

    private static Outcome refused(Recipient recipient, Reply reply) {
        return reply.isPermanent()
                ? new Outcome.Failed(recipient, reply, "")
                : new Outcome.Deferred(recipient, reply, "");
    }
}
