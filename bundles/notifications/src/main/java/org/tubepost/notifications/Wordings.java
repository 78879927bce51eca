// SPDX-License-Identifier: Apache-2.0
package org.tubepost.notifications;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.message.MailAddress;
import org.tubepost.message.HeaderBlock;
import org.tubepost.message.HeaderField;
import org.tubepost.message.TraceFields;
import org.tubepost.message.report.DeliveryReport.Action;
import org.tubepost.message.report.DeliveryReport.RecipientStatus;
import org.tubepost.message.report.DeliveryReport.Wording;

/**
 * Writes the part of a report that people read from the templates of a language: {@code
 * return_prefix}, one text for each kind of news, {@code return_suffix}. The gravest news gives the
 * subject.
 */
final class Wordings {
    private static final Logger LOG = LoggerFactory.getLogger(Wordings.class);
    private static final String CRLF = "\r\n";
    private static final int HEADER_SHOWN = 8 * 1024;
    private static final int SUBJECT_SHOWN = 200;

    private final Locales locales;
    private final String host;

    Wordings(Locales locales, String host) {
        this.locales = locales;
        this.host = host;
    }

    Wording of(
            String language,
            Delivery delivery,
            MailAddress postmaster,
            List<RecipientStatus> statuses,
            Instant now) {
        Map<Character, String> values = values(delivery, postmaster, now);
        StringBuilder text = new StringBuilder();
        append(text, locales.template(language, "return_prefix"), values);
        String subject = "";
        for (String news :
                List.of("bounced", "timedout", "delayed", "delivered", "forwarded", "expanded")) {
            List<RecipientStatus> some =
                    statuses.stream().filter(s -> news(s).equals(news)).toList();
            if (!some.isEmpty()) {
                Template template = locales.template(language, "return_" + news);
                values.put('R', list(some));
                append(text, template, values);
                subject = subject.isEmpty() ? Template.fill(template.subject(), values) : subject;
            }
        }
        append(text, locales.template(language, "return_suffix"), values);
        return new Wording(language, subject, text.toString());
    }

    private static void append(
            StringBuilder text, Template template, Map<Character, String> values) {
        text.append(Template.fill(template.text(), values));
        if (text.length() > 0 && !text.toString().endsWith(CRLF)) {
            text.append(CRLF);
        }
    }

    private static String news(RecipientStatus status) {
        return switch (status.action()) {
            case FAILED ->
                    status.reply().status().toString().equals("5.4.7") ? "timedout" : "bounced";
            case DELAYED -> "delayed";
            case DELIVERED -> "delivered";
            case RELAYED -> "forwarded";
            case EXPANDED -> "expanded";
        };
    }

    /** What the letters stand for; {@code R} is added for each text. */
    private Map<Character, String> values(Delivery delivery, MailAddress postmaster, Instant now) {
        Instant received = delivery.envelope().origin().received();
        Map<Character, String> values = new HashMap<>();
        values.put('%', "%");
        values.put('L', host);
        values.put('P', postmaster.toString());
        values.put('D', TraceFields.date(received));
        values.put('C', Long.toString(Math.max(0, Duration.between(received, now).toHours())));
        values.put('S', "");
        values.put('H', "");
        try {
            HeaderBlock header = HeaderBlock.of(delivery.content());
            values.put('S', header.first("subject").map(Wordings::shown).orElse(""));
            values.put('H', text(header));
        } catch (IOException unreadable) {
            LOG.warn("Header of entry {}: {}", delivery.entry(), unreadable.toString());
        }
        return values;
    }

    private static String shown(HeaderField subject) {
        String text = printable(subject.decoded());
        return text.codePointCount(0, text.length()) <= SUBJECT_SHOWN
                ? text
                : text.substring(0, text.offsetByCodePoints(0, SUBJECT_SHOWN));
    }

    private static String text(HeaderBlock header) {
        StringBuilder text = new StringBuilder();
        for (HeaderField field : header.fields()) {
            if (text.length() > HEADER_SHOWN) {
                break;
            }
            text.append(StandardCharsets.UTF_8.decode(field.raw()).toString().stripTrailing());
            text.append(CRLF);
        }
        return text.toString();
    }

    private static String list(List<RecipientStatus> statuses) {
        StringBuilder text = new StringBuilder();
        for (RecipientStatus status : statuses) {
            text.append("  <")
                    .append(printable(status.shown().toString()))
                    .append('>')
                    .append(CRLF);
            if (status.action() == Action.FAILED || status.action() == Action.DELAYED) {
                String host = status.remoteHost().isEmpty() ? "" : status.remoteHost() + ": ";
                text.append("    ").append(printable(host + status.reply())).append(CRLF);
            }
            status.retryUntil()
                    .filter(u -> status.action() == Action.DELAYED)
                    .ifPresent(
                            u -> text.append("    -> ").append(TraceFields.date(u)).append(CRLF));
        }
        return text.toString();
    }

    private static String printable(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
