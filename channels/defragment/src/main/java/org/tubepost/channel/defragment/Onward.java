// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.defragment;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.acceptance.Handover;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.acceptance.Transaction;
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
 * Sends a message on through the door as its original submitter, to the recipients that were given,
 * all together: an entry whose recipients had different ends would be known as another message.
 * Thread-safe.
 */
final class Onward implements AutoCloseable {
    private final ServiceLeases<Acceptance> doors;

    Onward(BundleContext context) {
        doors = ServiceLeases.of(context, Acceptance.class, Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        doors.close();
    }

    List<Outcome> send(Delivery delivery, String cause, Handover.Body body) throws IOException {
        Envelope envelope = delivery.envelope();
        MailParameters parameters = new MailParameters(0, envelope.requirements(), envelope.dsn());
        List<Handover.To> to =
                envelope.recipients().stream()
                        .map(r -> new Handover.To(r.original(), r.dsn()))
                        .toList();
        try (Lease<Acceptance> door =
                        doors.lease("")
                                .orElseThrow(() -> new IOException("the door is being replaced"));
                Transaction transaction =
                        door.service().begin(origin(envelope.origin(), cause), Trace.OFF)) {
            List<Reply> replies =
                    Handover.sendTogether(transaction, envelope.sender(), parameters, to, body);
            List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < replies.size(); i++) {
                outcomes.add(outcome(envelope.recipients().get(i), replies.get(i)));
            }
            return outcomes;
        }
    }

    /** Internal, so that parts need not come here again. */
    private static Origin origin(Origin original, String cause) {
        return original.again(original.received(), cause);
    }

    static Outcome outcome(Recipient recipient, Reply reply) {
        if (reply.isPositive()) {
            return new Outcome.Delivered(recipient, reply, "", Outcome.Action.EXPANDED);
        }
        return reply.isPermanent()
                ? new Outcome.Failed(recipient, reply, "")
                : new Outcome.Deferred(recipient, reply, "");
    }
}
