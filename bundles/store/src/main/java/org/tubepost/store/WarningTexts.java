// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tubepost.api.store.QuotaLimit;
import org.tubepost.api.store.QuotaRoot;

/**
 * Texts of the warning, by language: header fields, {@code $$}, and the body; a single {@code $} is
 * a new line. Placeholders stand in square brackets.
 */
final class WarningTexts {
    static final WarningTexts NONE = new WarningTexts("", List.of());

    private final Map<String, String> byLanguage = new HashMap<>();

    /**
     * Reads the texts.
     *
     * @param standard for everybody else; empty for no warnings
     * @param others each {@code LANGUAGE=TEXT}
     * @throws IllegalArgumentException saying what is wrong with a text
     */
    WarningTexts(String standard, List<String> others) {
        if (!standard.isBlank()) {
            byLanguage.put("", checked(standard));
        }
        for (String other : others) {
            int at = other.indexOf('=');
            if (at <= 0) {
                throw new IllegalArgumentException(
                        "quotaMessageTranslations: " + other + " is not LANGUAGE=TEXT");
            }
            String language = other.substring(0, at).strip().toLowerCase(Locale.ROOT);
            byLanguage.put(language, checked(other.substring(at + 1)));
        }
    }

    private static String checked(String text) {
        int body = text.indexOf("$$");
        String header = body < 0 ? "" : "$" + text.substring(0, body).toLowerCase(Locale.ROOT);
        if (!header.contains("$subject:")) {
            throw new IllegalArgumentException(
                    "quotaMessage: '" + text + "' has no Subject: and no body behind $$");
        }
        return text;
    }

    boolean isEmpty() {
        return !byLanguage.containsKey("");
    }

    /** The text for somebody who reads a language, {@code de-AT} for instance. */
    String in(String language) {
        String tag = language.toLowerCase(Locale.ROOT).replace('_', '-');
        while (!tag.isEmpty() && !byLanguage.containsKey(tag)) {
            int dash = tag.lastIndexOf('-');
            tag = dash < 0 ? "" : tag.substring(0, dash);
        }
        return byLanguage.getOrDefault(tag, "");
    }

    /** With the figures of a root in place. */
    static String filled(String text, QuotaRoot root) {
        return text.replace("[ID]", root.owner())
                .replace("[DISKUSAGE]", kilobytes(root.octets()))
                .replace("[NUMMSG]", Long.toString(root.messages()))
                .replace("[PERCENT]", Integer.toString(root.percent()))
                .replace("[QUOTA]", limit(root.limit().octets(), true))
                .replace("[MSGQUOTA]", limit(root.limit().messages(), false));
    }

    private static String limit(long limit, boolean octets) {
        if (limit == QuotaLimit.UNLIMITED) {
            return "-";
        }
        return octets ? kilobytes(limit) : Long.toString(limit);
    }

    private static String kilobytes(long octets) {
        return (octets + 1023) / 1024 + "K";
    }
}
