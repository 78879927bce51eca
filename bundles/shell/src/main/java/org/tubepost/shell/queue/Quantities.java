// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.queue;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads numbers of entries, periods and sizes as people write them. */
final class Quantities {
    private static final Pattern PERIOD = Pattern.compile("(\\d{1,9})([smhd])");
    private static final Pattern OCTETS = Pattern.compile("(\\d{1,12})([kmg]?)b?");

    private Quantities() {}

    /** The number of an entry. */
    static long entry(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new IllegalArgumentException("'" + text + "' is no number of an entry");
        }
        return Long.parseLong(text);
    }

    /** A period such as 15m or PT15M. */
    static Duration period(String option, String text) {
        Matcher simple = PERIOD.matcher(text.toLowerCase(Locale.ROOT));
        try {
            return simple.matches()
                    ? Duration.parse(
                            (simple.group(2).equals("d") ? "P" : "PT")
                                    + simple.group(1)
                                    + simple.group(2))
                    : Duration.parse(text.toUpperCase(Locale.ROOT));
        } catch (DateTimeParseException malformed) {
            throw new IllegalArgumentException(
                    option + " " + text + ": a period is written 90s, 15m, 4h, 3d or PT1H30M",
                    malformed);
        }
    }

    /** A number of octets such as 20k. */
    static long octets(String option, String text) {
        Matcher parts = OCTETS.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    option + " " + text + ": a size is written 2000, 20k, 5m or 1g");
        }
        int shift =
                switch (parts.group(2)) {
                    case "k" -> 10;
                    case "m" -> 20;
                    case "g" -> 30;
                    default -> 0;
                };
        return Long.parseLong(parts.group(1)) << shift;
    }
}
