// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message.report;

import java.util.Locale;
import org.tubepost.api.message.MailAddress;
import org.tubepost.message.TraceFields;
import org.tubepost.message.report.DeliveryReport.Action;
import org.tubepost.message.report.DeliveryReport.RecipientStatus;

/**
 * The body of {@code message/delivery-status}: RFC 3464 section 2, with UTF-8 RFC 6533 section 3.
 */
final class StatusFields {
    private static final String CRLF = "\r\n";
    private static final int LINE = 76;
    private static final int LONGEST_WORD = 400;

    private StatusFields() {}

    static String of(DeliveryReport report, boolean utf8) {
        StringBuilder text = new StringBuilder();
        if (!report.dsn().envelopeId().isEmpty()) {
            field(text, "Original-Envelope-Id", report.dsn().envelopeId(), utf8);
        }
        field(text, "Reporting-MTA", "dns; " + report.host(), utf8);
        if (report.origin().client().isPresent() && !report.origin().helo().isEmpty()) {
            field(text, "Received-From-MTA", "dns; " + report.origin().helo(), utf8);
        }
        field(text, "Arrival-Date", TraceFields.date(report.origin().received()), utf8);
        text.append(CRLF);
        for (RecipientStatus status : report.recipients()) {
            recipient(text, status, utf8);
            text.append(CRLF);
        }
        return text.toString();
    }

    private static void recipient(StringBuilder text, RecipientStatus status, boolean utf8) {
        String original = status.recipient().dsn().originalRecipient();
        if (!original.isEmpty()) {
            field(text, "Original-Recipient", typed(original, utf8), utf8);
        }
        field(text, "Final-Recipient", typed(status.shown(), utf8), utf8);
        field(text, "Action", status.action().word(), utf8);
        field(text, "Status", status.reply().status().toString(), utf8);
        if (!status.remoteHost().isEmpty()) {
            field(text, "Remote-MTA", "dns; " + status.remoteHost(), utf8);
        }
        if (status.action() == Action.FAILED || status.action() == Action.DELAYED) {
            field(text, "Diagnostic-Code", "smtp; " + status.reply(), utf8);
        }
        field(text, "Last-Attempt-Date", TraceFields.date(status.lastAttempt()), utf8);
        status.retryUntil()
                .filter(moment -> status.action() == Action.DELAYED)
                .ifPresent(
                        moment -> field(text, "Will-Retry-Until", TraceFields.date(moment), utf8));
    }

    private static String typed(MailAddress address, boolean utf8) {
        return typed((address.isInternational() ? "utf-8;" : "rfc822;") + address, utf8);
    }

    private static String typed(String typed, boolean utf8) {
        int semicolon = typed.indexOf(';');
        if (semicolon < 0) {
            return "rfc822; " + typed;
        }
        String type = typed.substring(0, semicolon).toLowerCase(Locale.ROOT);
        String address = typed.substring(semicolon + 1);
        return type + "; " + (utf8 ? address : printable(address, false));
    }

    private static void field(StringBuilder text, String name, String value, boolean utf8) {
        text.append(wrapped(name + ": ", printable(value, utf8), "    "));
    }

    /** Lines of words, none much longer than people can read, each ended by CRLF. */
    static String wrapped(String first, String words, String indent) {
        StringBuilder text = new StringBuilder();
        StringBuilder line = new StringBuilder(first);
        boolean empty = true;
        for (String word : words.trim().split(" +")) {
            String rest = word;
            do {
                String piece = rest.substring(0, Math.min(LONGEST_WORD, rest.length()));
                rest = rest.substring(piece.length());
                if (!empty && line.length() + 1 + piece.length() > LINE) {
                    text.append(line).append(CRLF);
                    line = new StringBuilder(indent);
                    empty = true;
                }
                line.append(empty ? "" : " ").append(piece);
                empty = false;
            } while (!rest.isEmpty());
        }
        return text.append(line).append(CRLF).toString();
    }

    static boolean isInternational(String text) {
        return text.chars().anyMatch(c -> c >= 0x80);
    }

    /** Without controls and, unless UTF-8 is allowed, without characters beyond ASCII. */
    static String printable(String text, boolean utf8) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c < ' ' || (c >= 0x7f && c < 0xa0) ? ' ' : c)
                .map(c -> c >= 0x80 && !utf8 ? '?' : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
