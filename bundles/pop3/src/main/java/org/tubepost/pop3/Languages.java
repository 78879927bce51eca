// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.util.List;
import java.util.Locale;

/** LANG (RFC 6856 section 3). Answers are in English, whatever they are called. */
final class Languages {
    private static final String ENGLISH = "en";
    private static final String DEFAULT = "i-default";

    private Languages() {}

    /** What there is, for a client that asks. */
    static List<String> listing() {
        return List.of(ENGLISH + " English", DEFAULT + " Default language");
    }

    /**
     * The answer to the choice of a language.
     *
     * @param range language tag, or {@code *} for the one that the server prefers
     */
    static String choose(String range) throws RefusedException {
        String wanted = range.toLowerCase(Locale.ROOT);
        if (wanted.equals("*") || wanted.equals(ENGLISH) || wanted.startsWith(ENGLISH + "-")) {
            return "+OK " + ENGLISH + " answers are in English";
        } else if (wanted.equals(DEFAULT)) {
            return "+OK " + DEFAULT + " answers are in the default language";
        }
        throw RefusedException.of("there are no answers in that language");
    }
}
