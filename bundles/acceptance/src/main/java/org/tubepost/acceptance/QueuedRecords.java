// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailEvent.Kind;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.queue.Submission;

/**
 * What acceptance tells the mail log of messages that are durable: a record for each recipient.
 * Texts are made by the log's own thread.
 */
final class QueuedRecords {
    private final List<Queued> messages = new ArrayList<>();

    /** A message without its content, which may be closed when the record is made. */
    private record Queued(Envelope envelope, long size, String messageIdField) {}

    QueuedRecords(List<Submission> submissions) {
        for (Submission one : submissions) {
            messages.add(
                    new Queued(
                            one.envelope(),
                            one.content().size(),
                            one.content().summary().messageIdField()));
        }
    }

    /**
     * The queue has them.
     *
     * @param stored ids; one that is not the submission's was taken before and is not new
     */
    void stored(List<MessageId> stored, MailLog log, Instant now) {
        for (int i = 0; i < messages.size(); i++) {
            Queued one = messages.get(i);
            if (stored.get(i).equals(one.envelope().id())) {
                for (Recipient recipient : one.envelope().recipients()) {
                    log.recordLater(() -> event(one, recipient, now));
                }
            }
        }
    }

    private static MailEvent event(Queued queued, Recipient recipient, Instant now) {
        Envelope envelope = queued.envelope();
        Origin origin = envelope.origin();
        return MailEvent.of(now, Kind.ENQUEUED)
                .channels(origin.channel(), recipient.channel())
                .size(queued.size())
                .sender(recipient.returnPath().orElse(envelope.sender()).toString())
                .recipient(recipient.original().toString(), recipient.address().toString())
                .message(envelope.id().value(), 0, queued.messageIdField())
                .user(origin.authenticated().orElse(""))
                .protocol(origin.protocol(), !origin.tls().isEmpty())
                .transport(origin.server(), origin.client())
                .build();
    }
}
