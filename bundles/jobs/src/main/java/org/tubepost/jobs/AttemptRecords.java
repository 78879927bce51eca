// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.time.Instant;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailEvent.Kind;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueLease;
import org.tubepost.api.queue.Settlement;

/**
 * What an attempt tells the mail log: a record for each recipient, and one more where the sender
 * was told of a delay. Texts are made by the log's own thread.
 */
final class AttemptRecords {
    private final MailLog log;
    private final QueueEntry entry;
    private final Envelope envelope;
    private final long size;
    private final String messageIdField;

    /** Takes from the lease what is needed after it is closed. */
    AttemptRecords(MailLog log, QueueLease lease) {
        this.log = log;
        this.entry = lease.entry();
        this.envelope = lease.envelope();
        this.size = lease.content().size();
        this.messageIdField = lease.content().summary().messageIdField();
    }

    /** The attempt is settled. */
    void settled(Settlement settlement, Instant now) {
        boolean warned = settlement.notices() > entry.notices();
        for (Outcome outcome : settlement.outcomes()) {
            log.recordLater(() -> event(outcome, kind(outcome), now));
            if (warned && outcome instanceof Outcome.Deferred) {
                log.recordLater(() -> event(outcome, Kind.WARNED, now));
            }
        }
    }

    private static Kind kind(Outcome outcome) {
        if (outcome instanceof Outcome.Delivered) {
            return Kind.DEQUEUED;
        } else if (outcome instanceof Outcome.Deferred) {
            return Kind.DEFERRED;
        }
        return outcome instanceof Outcome.Failed ? Kind.RETURNED : Kind.HELD;
    }

    private MailEvent event(Outcome outcome, Kind kind, Instant now) {
        return MailEvent.of(now, kind)
                .channels(entry.channel(), "")
                .size(size)
                .addresses(envelope, outcome.recipient())
                .message(entry.message().value(), entry.number(), messageIdField)
                .transport(outcome.remote())
                .diagnostic(outcome.reply().toString())
                .build();
    }
}
