// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.autoreply;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.DirectoryRecord;

/**
 * What a user's entry says of automatic answers. An attribute may have variants in languages, as in
 * {@code mailAutoReplyText;lang-de} (RFC 3866).
 *
 * @param echo the message is enclosed
 * @param subject empty for one made from the message's
 * @param text empty when there is nothing to say
 * @param language tag of the text's language; empty if it has none
 * @param period how long one sender is not answered again
 * @param start when the vacation begins
 * @param end when it is over
 */
record Vacation(
        boolean echo,
        String subject,
        String text,
        String language,
        Duration period,
        Optional<Instant> start,
        Optional<Instant> end) {
    private static final int WEEK = 168;
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("uuuuMMddHHmmssX");

    /**
     * Reads an entry.
     *
     * @param internal the sender is of the user's own domain: {@code mailAutoReplyTextInternal}
     *     stands before the other text
     * @param languages tags that the sender understands, best first
     */
    static Vacation of(Account account, boolean internal, List<String> languages) {
        DirectoryRecord entry = account.attributes();
        Variant text = new Variant("", "");
        if (internal) {
            text = variant(entry, "mailAutoReplyTextInternal", languages);
        }
        if (text.value().isBlank()) {
            text = variant(entry, "mailAutoReplyText", languages);
        }
        List<String> same = text.language().isEmpty() ? List.of() : List.of(text.language());
        return new Vacation(
                entry.first("mailAutoReplyMode").filter("echo"::equalsIgnoreCase).isPresent(),
                variant(entry, "mailAutoReplySubject", same).value(),
                text.value(),
                text.language(),
                Duration.ofHours(hours(entry)),
                date(entry, "vacationStartDate"),
                date(entry, "vacationEndDate"));
    }

    private record Variant(String value, String language) {}

    private static Variant variant(
            DirectoryRecord entry, String attribute, List<String> languages) {
        for (String language : languages) {
            Optional<String> value = entry.first(attribute + ";lang-" + language);
            if (value.isPresent()) {
                return new Variant(value.get(), language);
            }
        }
        return new Variant(entry.first(attribute).orElse(""), "");
    }

    private static int hours(DirectoryRecord entry) {
        return entry.first("mailAutoReplyTimeOut")
                .map(String::strip)
                .filter(t -> t.matches("\\d{1,5}"))
                .map(Integer::parseInt)
                .orElse(WEEK);
    }

    /** A date that cannot be read bounds nothing. */
    private static Optional<Instant> date(DirectoryRecord entry, String attribute) {
        return entry.first(attribute).map(String::strip).flatMap(Vacation::parsed);
    }

    private static Optional<Instant> parsed(String text) {
        try {
            return Optional.of(Instant.from(FORM.withZone(ZoneOffset.UTC).parse(text)));
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    /** True between the dates. */
    boolean isOn(Instant now) {
        return start.filter(now::isBefore).isEmpty() && end.filter(e -> !now.isBefore(e)).isEmpty();
    }
}
