// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message.report;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Reply;

/**
 * What a delivery status notification says (RFC 3464).
 *
 * @param host name of this host, the reporting MTA
 * @param from address the notification comes from, in its {@code From} field
 * @param fromName display name of that address
 * @param to sender of the original message, who gets the notification
 * @param written when it is written
 * @param messageId its {@code Message-ID} with angle brackets
 * @param origin where the original message came from
 * @param dsn what the sender asked for
 * @param returnFull return the whole message and not only its header
 * @param wording what people read
 * @param recipients whom it speaks of, at least one
 */
public record DeliveryReport(
        String host,
        MailAddress from,
        String fromName,
        MailAddress to,
        Instant written,
        String messageId,
        Origin origin,
        DsnRequest dsn,
        boolean returnFull,
        Wording wording,
        List<RecipientStatus> recipients) {

    /** Copies the list. */
    public DeliveryReport {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("a report about nobody");
        }
    }

    /** What became of a recipient (RFC 3464 section 2.3.3). */
    public enum Action {
        /** Given up. */
        FAILED,
        /** Not yet delivered; tries go on. */
        DELAYED,
        /** In the recipient's mailbox. */
        DELIVERED,
        /** Handed to a host that does not report deliveries. */
        RELAYED,
        /** Replaced by several others. */
        EXPANDED;

        /** As it stands in the report. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One recipient.
     *
     * @param recipient of whom
     * @param shown the address that the report calls its final one
     * @param action what became of it
     * @param reply why, as it was said where it was known
     * @param remoteHost host that said it; empty if this one
     * @param lastAttempt when it was said
     * @param retryUntil for delays: when it will be given up
     */
    public record RecipientStatus(
            Recipient recipient,
            MailAddress shown,
            Action action,
            Reply reply,
            String remoteHost,
            Instant lastAttempt,
            Optional<Instant> retryUntil) {}

    /**
     * The part for people.
     *
     * @param language its language tag (RFC 5646)
     * @param subject one line, in any characters
     * @param text lines ended by CRLF, in any characters
     */
    public record Wording(String language, String subject, String text) {}
}
