// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.autoreply;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tubepost.api.directory.Account;
import org.tubepost.api.message.MailAddress;
import org.tubepost.message.HeaderBlock;
import org.tubepost.message.HeaderEditor;
import org.tubepost.message.HeaderField;
import org.tubepost.message.TraceFields;
import org.tubepost.message.mime.EncodedText;

/**
 * Writes the header and the text of an answer (RFC 3834 section 3, RFC 2045). A text that is plain
 * ASCII with lines of ordinary length stays as it is, any other is UTF-8 in base64.
 */
final class Answer {
    private static final String CRLF = "\r\n";
    private static final int LONGEST_LINE = 998;
    private static final int LONGEST_REFERENCES = 900;
    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\[([a-z]+)\\]");

    private final Account account;
    private final Vacation vacation;
    private final HeaderBlock original;
    private final MailAddress sender;

    Answer(Account account, Vacation vacation, HeaderBlock original, MailAddress sender) {
        this.account = account;
        this.vacation = vacation;
        this.original = original;
        this.sender = sender;
    }

    /** The header without its end and without MIME fields. */
    String header(String messageId, Instant now) {
        StringBuilder out = new StringBuilder();
        String name = account.attributes().first("cn").orElse("");
        field(
                out,
                "From",
                (name.isBlank() ? "" : EncodedText.displayName(name) + " ")
                        + "<"
                        + account.mail()
                        + ">");
        field(out, "To", "<" + sender + ">");
        field(out, "Subject", EncodedText.unstructured(subject()));
        field(out, "Date", TraceFields.date(now));
        field(out, "Message-ID", messageId);
        Optional<String> id = original.first("Message-ID").map(HeaderField::body);
        id.filter(i -> i.length() < LONGEST_REFERENCES)
                .ifPresent(
                        i -> {
                            field(out, "In-Reply-To", i);
                            field(out, "References", references(i));
                        });
        field(out, "Auto-Submitted", "auto-replied");
        field(out, "X-Auto-Response-Suppress", "All");
        field(out, "MIME-Version", "1.0");
        return out.toString();
    }

    private String references(String id) {
        String earlier =
                original.first("References")
                        .or(() -> original.first("In-Reply-To"))
                        .map(f -> f.body().strip().replaceAll("\\s+", CRLF))
                        .orElse("");
        return earlier.isEmpty() || earlier.length() > LONGEST_REFERENCES
                ? id
                : earlier + CRLF + id;
    }

    private String subject() {
        String about = original.first("Subject").map(HeaderField::decoded).orElse("").strip();
        return vacation.subject().isBlank()
                ? ("Automatic reply: " + about).strip()
                : filled(vacation.subject());
    }

    private static void field(StringBuilder out, String name, String body) {
        out.append(StandardCharsets.UTF_8.decode(HeaderEditor.field(name, body)));
    }

    /** The text as a MIME entity: its fields, the empty line, its lines. */
    String text() {
        String text = String.join(CRLF, filled(vacation.text()).lines().toList()) + CRLF;
        boolean plain =
                text.chars()
                                .allMatch(
                                        c ->
                                                c < 0x7f
                                                        && (c >= ' ' || c == '\t' || c == '\r'
                                                                || c == '\n'))
                        && text.lines().allMatch(l -> l.length() <= LONGEST_LINE);
        String language =
                vacation.language().isEmpty()
                        ? ""
                        : "Content-Language: " + vacation.language() + CRLF;
        if (plain) {
            return language + "Content-Type: text/plain; charset=us-ascii" + CRLF + CRLF + text;
        }
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return language
                + "Content-Type: text/plain; charset=utf-8"
                + CRLF
                + "Content-Transfer-Encoding: base64"
                + CRLF
                + CRLF
                + Base64.getMimeEncoder().encodeToString(octets)
                + CRLF;
    }

    /** What nobody knows stays as it is written. */
    private String filled(String text) {
        Map<String, String> values =
                Map.of(
                        "subject",
                        original.first("Subject").map(HeaderField::decoded).orElse(""),
                        "sender",
                        sender.toString(),
                        "recipient",
                        account.mail().toString(),
                        "name",
                        account.attributes().first("cn").orElse(account.uid()),
                        "start",
                        vacation.start().map(Answer::day).orElse(""),
                        "end",
                        vacation.end().map(Answer::day).orElse(""));
        return SUBSTITUTION
                .matcher(text)
                .replaceAll(
                        m -> Matcher.quoteReplacement(values.getOrDefault(m.group(1), m.group())));
    }

    private static String day(Instant moment) {
        return DateTimeFormatter.ISO_LOCAL_DATE.format(moment.atOffset(ZoneOffset.UTC));
    }

    static ByteBuffer octets(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
