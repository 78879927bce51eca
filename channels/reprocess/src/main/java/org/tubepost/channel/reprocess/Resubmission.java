// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.reprocess;

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
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.Trace;

/**
 * A message on its way through the door again. What the door takes is handed over once, however
 * often the attempt is repeated after a crash; what it refuses for now stays and is retried. The
 * addresses are those that routing came to here, not those of RCPT: a member of a list would lead
 * to the whole list again. Reports name the address of RCPT all the same. Thread-safe.
 */
final class Resubmission implements AutoCloseable {
    private final ServiceLeases<Acceptance> doors;

    Resubmission(BundleContext context) {
        doors = ServiceLeases.of(context, Acceptance.class, Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        doors.close();
    }

    static String cause(String program, Delivery delivery) {
        return String.format(Origin.CAUSE_FORM, program, delivery.entry(), delivery.attempt());
    }

    List<Outcome> send(Delivery delivery, Origin origin) throws IOException {
        Envelope envelope = delivery.envelope();
        MailParameters parameters =
                new MailParameters(
                        delivery.content().size(), envelope.requirements(), envelope.dsn());
        List<Handover.To> to =
                envelope.recipients().stream()
                        .map(r -> new Handover.To(r.address(), wishes(r)))
                        .toList();
        try (Lease<Acceptance> door =
                        doors.lease("")
                                .orElseThrow(() -> new IOException("the door is being replaced"));
                Transaction transaction = door.service().begin(origin, Trace.OFF)) {
            List<Reply> replies =
                    Handover.send(
                            transaction,
                            envelope.sender(),
                            parameters,
                            to,
                            t -> t.writeAll(delivery.content()));
            List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < replies.size(); i++) {
                outcomes.add(outcome(envelope.recipients().get(i), replies.get(i)));
            }
            return outcomes;
        }
    }

    /** With the address of RCPT as the original recipient, if the sender named none. */
    private static RecipientDsn wishes(Recipient recipient) {
        RecipientDsn dsn = recipient.dsn();
        MailAddress original = recipient.original();
        if (!dsn.originalRecipient().isEmpty()
                || original.equals(recipient.address())
                || original.isInternational()) {
            return dsn;
        }
        return new RecipientDsn(dsn.events(), "rfc822;" + original);
    }

    private static Outcome outcome(Recipient recipient, Reply reply) {
        if (reply.isPositive()) {
            return new Outcome.Delivered(recipient, reply, "", Outcome.Action.EXPANDED);
        }
        return reply.isPermanent()
                ? new Outcome.Failed(recipient, reply, "")
                : new Outcome.Deferred(recipient, reply, "");
    }
}
