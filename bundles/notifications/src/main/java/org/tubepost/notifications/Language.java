// SPDX-License-Identifier: Apache-2.0
package org.tubepost.notifications;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.message.HeaderBlock;
import org.tubepost.message.HeaderField;

/**
 * Chooses the language of a report: what the mapping table {@value #TABLE} says, else what the
 * message's header prefers, else the setting. Only languages that have a folder are chosen.
 */
final class Language {
    static final String TABLE = "NOTIFICATION_LANGUAGE";
    private static final Logger LOG = LoggerFactory.getLogger(Language.class);

    /** Best first: wishes of the sender, then the language that the sender writes. */
    private static final List<String> FIELDS =
            List.of(
                    "preferred-language",
                    "accept-language",
                    "x-accept-language",
                    "content-language");

    private final Locales locales;
    private final String standard;

    Language(Locales locales, String standard) {
        this.locales = locales;
        this.standard = standard;
    }

    /**
     * A folder of {@code etc/locale}.
     *
     * @param actions words of RFC 3464 for what is reported, with commas
     * @param reader who reads the report
     */
    String of(
            Delivery delivery, List<Outcome> outcomes, String actions, String reader, Rooms rooms) {
        HeaderBlock header = header(delivery);
        String preferred = preferred(header);
        String probe =
                String.join(
                        "|",
                        actions,
                        delivery.envelope().origin().channel(),
                        preferred,
                        reader,
                        outcomes.get(0).recipient().original().toString());
        return rooms.probe(TABLE, probe)
                .flatMap(result -> locales.best(result.text()))
                .or(() -> best(header))
                .or(() -> locales.best(standard))
                .orElse(Locales.ENGLISH);
    }

    private static HeaderBlock header(Delivery delivery) {
        try {
            return HeaderBlock.of(delivery.content());
        } catch (IOException unreadable) {
            LOG.warn("Header of entry {}: {}", delivery.entry(), unreadable.toString());
            return HeaderBlock.parse(new byte[0]);
        }
    }

    /** The first language that a field names, in lower case; empty if none does. */
    private static String preferred(HeaderBlock header) {
        return FIELDS.stream()
                .flatMap(f -> header.first(f).stream())
                .flatMap(f -> tags(f).stream())
                .findFirst()
                .orElse("");
    }

    private Optional<String> best(HeaderBlock header) {
        return FIELDS.stream()
                .flatMap(f -> header.first(f).stream())
                .flatMap(f -> tags(f).stream())
                .flatMap(tag -> locales.best(tag).stream())
                .findFirst();
    }

    /** Weights are not looked at: who writes them writes the best first. */
    private static List<String> tags(HeaderField field) {
        return List.of(field.body().split(",", 20)).stream()
                .map(item -> item.split(";", 2)[0].trim().toLowerCase(Locale.ROOT))
                .filter(
                        tag ->
                                !tag.isEmpty()
                                        && tag.chars()
                                                .allMatch(
                                                        c ->
                                                                c == '-'
                                                                        || Character
                                                                                .isLetterOrDigit(
                                                                                        c)))
                .toList();
    }
}
