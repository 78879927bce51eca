// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message.report;

import org.tubepost.message.TraceFields;
import org.tubepost.message.report.DeliveryReport.Action;
import org.tubepost.message.report.DeliveryReport.RecipientStatus;

/** The part of a report that people read. */
final class Explanation {
    private static final String CRLF = "\r\n";

    private Explanation() {}

    static String subject(DeliveryReport report) {
        return switch (report.gravest()) {
            case FAILED -> "Delivery failed";
            case DELAYED -> "Delivery delayed";
            case DELIVERED -> "Delivered";
            case RELAYED -> "Relayed";
            case EXPANDED -> "Delivered to the members of a list";
        };
    }

    static String of(DeliveryReport report, boolean full, boolean utf8) {
        StringBuilder text = new StringBuilder();
        text.append("This is the mail system at host ").append(report.host()).append('.');
        text.append(CRLF).append(CRLF);
        for (Action action : Action.values()) {
            if (report.recipients().stream().anyMatch(s -> s.action() == action)) {
                text.append(introduction(action)).append(CRLF).append(CRLF);
                report.recipients().stream()
                        .filter(s -> s.action() == action)
                        .forEach(s -> recipient(text, s, utf8));
            }
        }
        text.append(full ? "Your message is enclosed." : "The header of your message is enclosed.");
        return text.append(CRLF).toString();
    }

    private static String introduction(Action action) {
        return switch (action) {
            case FAILED -> "Your message could not be delivered to:";
            case DELAYED ->
                    "Your message has not been delivered yet. You need not send it again:"
                            + CRLF
                            + "delivery will be tried further. It is waiting for:";
            case DELIVERED -> "Your message was delivered to:";
            case RELAYED ->
                    "Your message was handed on to a system that sends no further notice, for:";
            case EXPANDED -> "Your message was sent on to the members of:";
        };
    }

    private static void recipient(StringBuilder text, RecipientStatus status, boolean utf8) {
        text.append("  <");
        text.append(StatusFields.printable(status.recipient().original().toString(), utf8));
        text.append('>').append(CRLF);
        if (status.action() == Action.FAILED || status.action() == Action.DELAYED) {
            if (!status.remoteHost().isEmpty()) {
                String host = StatusFields.printable(status.remoteHost(), utf8);
                text.append("    host ").append(host).append(" said:").append(CRLF);
            }
            String said = StatusFields.printable(status.reply().toString(), utf8);
            text.append(StatusFields.wrapped("    ", said, "    "));
        }
        status.retryUntil()
                .filter(until -> status.action() == Action.DELAYED)
                .ifPresent(
                        until ->
                                text.append("    it is given up on ")
                                        .append(TraceFields.date(until))
                                        .append(CRLF));
        text.append(CRLF);
    }
}
