// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads numbers of entries, periods and sizes as people write them. */
public final class Quantities {
    private static final Pattern PERIOD = Pattern.compile("(\\d{1,9})([smhd])");
    private static final Pattern OCTETS = Pattern.compile("(\\d{1,12})([kmg]?)b?");

    private Quantities() {}

    /** The number of an entry. */
    public static long entry(String text) {
        return number("an entry", text);
    }

    /** The number of something. */
    public static long number(String what, String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new IllegalArgumentException("'" + text + "' is no number of " + what);
        }
        return Long.parseLong(text);
    }

    /** A period such as 15m or PT15M. */
    public static Duration period(String option, String text) {
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

    /** A moment: a period ago such as 2h, or a date with its time, here unless it ends in Z. */
    public static Instant moment(String option, String text, Instant now) {
        if (!text.matches("\\d{4}-.*")) {
            return now.minus(period(option, text));
        }
        try {
            return text.endsWith("Z")
                    ? Instant.parse(text)
                    : LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant();
        } catch (DateTimeException malformed) {
            throw new IllegalArgumentException(
                    option + " " + text + ": a moment is written 2h, 3d or 2026-12-24T18:00",
                    malformed);
        }
    }

    /** A number of octets such as 20k. */
    public static long octets(String option, String text) {
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
