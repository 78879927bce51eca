// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tubepost.message.HeaderBlock;
import org.tubepost.message.HeaderField;
import org.tubepost.message.HeaderField.NamedMailbox;

/**
 * What SORT and THREAD need to know of a header (RFC 5256, RFC 5957). Texts are in the form in
 * which they are compared (i;unicode-casemap, RFC 5051).
 *
 * @param sent moment of the Date field
 * @param subject base subject
 * @param isReply the subject is that of a reply or forward
 * @param from local part of the first author
 * @param to local part of the first recipient
 * @param cc local part of the first in Cc
 * @param displayFrom name or address of the first author
 * @param displayTo name or address of the first recipient
 * @param messageId without its brackets; empty if there is none
 * @param references ids of the messages before, the oldest first
 */
record HeaderFacts(
        Optional<Instant> sent,
        String subject,
        boolean isReply,
        String from,
        String to,
        String cc,
        String displayFrom,
        String displayTo,
        String messageId,
        List<String> references) {
    private static final Pattern ID = Pattern.compile("<([^<>\\s\\p{Cntrl}]++)>");
    private static final int MOST_REFERENCES = 200;
    private static final char BETWEEN = '\0';

    /** Copies the list. */
    HeaderFacts {
        references = List.copyOf(references);
    }

    /** Of a message's header. */
    static HeaderFacts of(HeaderBlock header) {
        BaseSubject subject =
                BaseSubject.of(header.first("Subject").map(HeaderField::decoded).orElse(""));
        Optional<NamedMailbox> from = first(header, "From");
        Optional<NamedMailbox> to = first(header, "To");
        return new HeaderFacts(
                header.first("Date").flatMap(HeaderField::date),
                folded(subject.text()),
                subject.isReply(),
                local(from),
                local(to),
                local(first(header, "Cc")),
                displayed(from),
                displayed(to),
                ids(header, "Message-ID").stream().findFirst().orElse(""),
                references(header));
    }

    /** References; without those, the first id of In-Reply-To. */
    private static List<String> references(HeaderBlock header) {
        List<String> all = ids(header, "References");
        if (all.isEmpty()) {
            return ids(header, "In-Reply-To").stream().limit(1).toList();
        }
        int size = all.size();
        return size > MOST_REFERENCES ? all.subList(size - MOST_REFERENCES, size) : all;
    }

    private static List<String> ids(HeaderBlock header, String field) {
        Set<String> ids = new LinkedHashSet<>();
        Matcher found = ID.matcher(header.first(field).map(HeaderField::body).orElse(""));
        while (found.find()) {
            ids.add(found.group(1));
        }
        return new ArrayList<>(ids);
    }

    private static Optional<NamedMailbox> first(HeaderBlock header, String field) {
        return header.first(field).flatMap(f -> f.mailboxes().stream().findFirst());
    }

    private static String local(Optional<NamedMailbox> mailbox) {
        return mailbox.map(m -> folded(m.address().localPart())).orElse("");
    }

    private static String displayed(Optional<NamedMailbox> mailbox) {
        return mailbox.map(
                        m ->
                                folded(
                                        m.displayName().isEmpty()
                                                ? m.address().toString()
                                                : m.displayName()))
                .orElse("");
    }

    /** The form in which texts are compared. */
    static String folded(String text) {
        StringBuilder title = new StringBuilder(text.length());
        text.codePoints().map(Character::toTitleCase).forEach(title::appendCodePoint);
        return Normalizer.normalize(title, Normalizer.Form.NFKD).replace(BETWEEN, ' ');
    }

    /** As octets for the file, which {@link HeaderColumns} reads. */
    byte[] packed() {
        List<String> words = new ArrayList<>();
        words.add(sent.map(i -> Long.toString(i.getEpochSecond())).orElse(""));
        words.addAll(List.of(subject, isReply ? "1" : "", from, to, cc, displayFrom, displayTo));
        words.add(messageId);
        words.addAll(references);
        return String.join(String.valueOf(BETWEEN), words).getBytes(StandardCharsets.UTF_8);
    }
}
