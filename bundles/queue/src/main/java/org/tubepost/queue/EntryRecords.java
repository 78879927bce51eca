// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailEvent.Kind;
import org.tubepost.api.log.MailEventBuilder;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.queue.EntryChange;
import org.tubepost.api.queue.QueueEntry;

/**
 * What the mail log is told of an entry that an administrator changes: a record for each recipient
 * that waits. Known before the change, for the entry may be gone behind it.
 *
 * @param log the log
 * @param entry the entry
 * @param envelope for the recipients of the entry; empty if it cannot be read: then there is one
 *     record without addresses
 * @param messageIdField value of the {@code Message-ID} field
 */
record EntryRecords(
        MailLog log, QueueEntry entry, Optional<Envelope> envelope, String messageIdField) {

    static EntryRecords of(MailLog log, QueueEntry entry, Envelope envelope, Content content) {
        return new EntryRecords(
                log, entry, Optional.of(envelope), content.summary().messageIdField());
    }

    static EntryRecords unreadable(MailLog log, QueueEntry entry) {
        return new EntryRecords(log, entry, Optional.empty(), "");
    }

    /** An administrator has changed the entry. */
    void changed(EntryChange change, String administrator, Instant now) {
        Kind kind = change instanceof EntryChange.Hold ? Kind.HELD : Kind.ADMINISTERED;
        String what = describe(change);
        if (envelope.isEmpty()) {
            log.record(event(kind, now).user(administrator).diagnostic(what).build());
        } else {
            each(to -> about(to, kind, now).user(administrator).diagnostic(what).build());
        }
    }

    /** Records for all recipients. */
    void each(Function<Recipient, MailEvent> event) {
        for (Recipient to : envelope.orElseThrow().recipients()) {
            log.recordLater(() -> event.apply(to));
        }
    }

    /** Begins a record about a recipient. */
    MailEventBuilder about(Recipient to, Kind kind, Instant now) {
        return event(kind, now).addresses(envelope.orElseThrow(), to);
    }

    private MailEventBuilder event(Kind kind, Instant now) {
        return MailEvent.of(now, kind)
                .channels(entry.channel(), "")
                .size(entry.size())
                .message(entry.message().value(), entry.number(), messageIdField);
    }

    /** A change in a few words; the history of the entry has the same. */
    static String describe(EntryChange change) {
        if (change instanceof EntryChange.Hold hold) {
            return hold.reason();
        } else if (change instanceof EntryChange.Retry retry) {
            return "due at " + retry.due();
        } else if (change instanceof EntryChange.Delete delete) {
            return delete.reason();
        } else if (change instanceof EntryChange.Return back) {
            return "is being returned: " + back.reason();
        } else if (change instanceof EntryChange.Redirect other) {
            return "is being redirected to " + other.to();
        }
        return "released";
    }
}
