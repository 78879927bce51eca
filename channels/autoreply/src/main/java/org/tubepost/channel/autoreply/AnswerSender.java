// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.autoreply;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.acceptance.Handover;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.Requirement;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;
import org.tubepost.message.HeaderEditor;

/**
 * Sends an answer through the door, from nobody, with a cause by entry, attempt and user. In mode
 * echo the message is enclosed, or its header if it is large. Thread-safe.
 */
final class AnswerSender {
    private static final String CRLF = "\r\n";

    private final ServiceLeases<Acceptance> doors;
    private final String hostName;
    private final int echoBelow;
    private final Clock clock;

    AnswerSender(ServiceLeases<Acceptance> doors, String hostName, int echoBelow, Clock clock) {
        this.doors = doors;
        this.hostName = hostName;
        this.echoBelow = echoBelow;
        this.clock = clock;
    }

    /**
     * Sends it.
     *
     * @param key tells the user apart from the others of the entry
     * @return what the door says
     */
    Reply send(Delivery delivery, String key, Answer answer, Vacation vacation) throws IOException {
        MailAddress to = delivery.envelope().sender().address().orElseThrow();
        Set<Requirement> requirements = EnumSet.of(Requirement.EIGHT_BIT);
        if (to.isInternational() || delivery.content().summary().internationalHeader()) {
            requirements.add(Requirement.SMTPUTF8);
        }
        Instant now = clock.instant();
        Origin origin = Origin.internal(delivery.channel().name(), now, cause(delivery, key));
        try (Lease<Acceptance> door =
                        doors.lease("")
                                .orElseThrow(() -> new IOException("the door is being replaced"));
                Transaction transaction = door.service().begin(origin, Trace.OFF)) {
            RecipientDsn silent = new RecipientDsn(Set.of(RecipientDsn.Notify.NEVER), "");
            return Handover.send(
                            transaction,
                            ReversePath.NULL,
                            new MailParameters(0, requirements, DsnRequest.NONE),
                            List.of(new Handover.To(to, silent)),
                            t -> write(t, delivery, key, answer, vacation.echo()))
                    .get(0);
        }
    }

    /** Letters and hyphens only, as a cause's verb must be. */
    private static String cause(Delivery delivery, String key) {
        StringBuilder verb = new StringBuilder("autoreply-");
        key.chars().limit(16).forEach(c -> verb.append((char) ('a' + Character.digit(c, 16))));
        return String.format(Origin.CAUSE_FORM, verb, delivery.entry(), delivery.attempt());
    }

    private void write(Transaction to, Delivery delivery, String key, Answer answer, boolean echo)
            throws IOException {
        String tail = delivery.entry() + "." + delivery.attempt() + "." + key.substring(0, 16);
        String head = answer.header("<autoreply." + tail + "@" + hostName + ">", clock.instant());
        if (!echo) {
            to.write(Answer.octets(head + answer.text()));
            return;
        }
        String boundary = "=_" + UUID.randomUUID();
        Content original = delivery.content();
        boolean whole = original.size() < echoBelow;
        String encoding = original.summary().eightBit() ? "8bit" : "7bit";
        to.write(
                Answer.octets(
                        head
                                + "Content-Type: multipart/mixed;"
                                + CRLF
                                + " boundary=\""
                                + boundary
                                + "\""
                                + CRLF
                                + CRLF
                                + "--"
                                + boundary
                                + CRLF
                                + answer.text()
                                + CRLF
                                + "--"
                                + boundary
                                + CRLF
                                + "Content-Type: "
                                + (whole ? "message/rfc822" : "text/rfc822-headers")
                                + CRLF
                                + "Content-Transfer-Encoding: "
                                + encoding
                                + CRLF
                                + CRLF));
        if (whole) {
            to.writeAll(original);
        } else {
            to.write(ByteBuffer.wrap(HeaderEditor.of(original).octets()));
        }
        to.write(Answer.octets(CRLF + "--" + boundary + "--" + CRLF));
    }
}
