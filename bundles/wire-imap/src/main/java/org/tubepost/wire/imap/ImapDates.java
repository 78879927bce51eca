// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The date and date-time of RFC 3501 section 9. */
public final class ImapDates {
    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");
    private static final Pattern DATE = Pattern.compile("(\\d{1,2})-([A-Za-z]{3})-(\\d{4})");
    private static final Pattern TIME =
            Pattern.compile(" ?(\\S{10,11}) (\\d\\d):(\\d\\d):(\\d\\d) ([+-])(\\d\\d)(\\d\\d)");
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("dd-MMM-yyyy HH:mm:ss '+0000'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private ImapDates() {}

    /** A date such as {@code 1-Feb-1994}. */
    public static LocalDate date(String text) throws BadCommandException {
        Matcher parts = DATE.matcher(text);
        int month = parts.matches() ? MONTHS.indexOf(parts.group(2).toLowerCase(Locale.ROOT)) : -1;
        if (month < 0) {
            throw new BadCommandException("Not a date");
        }
        try {
            return LocalDate.of(
                    Integer.parseInt(parts.group(3)), month + 1, Integer.parseInt(parts.group(1)));
        } catch (DateTimeException impossible) {
            throw new BadCommandException("No such date");
        }
    }

    /** A date-time such as {@code 1-Feb-1994 21:52:25 -0800}, without its quotes. */
    public static Instant dateTime(String text) throws BadCommandException {
        Matcher parts = TIME.matcher(text);
        if (!parts.matches()) {
            throw new BadCommandException("Not a date and time");
        }
        LocalDate day = date(parts.group(1));
        try {
            int sign = parts.group(5).equals("-") ? -1 : 1;
            return LocalDateTime.of(
                            day,
                            java.time.LocalTime.of(
                                    number(parts, 2), number(parts, 3), number(parts, 4)))
                    .toInstant(
                            ZoneOffset.ofHoursMinutes(
                                    sign * number(parts, 6), sign * number(parts, 7)));
        } catch (DateTimeException impossible) {
            throw new BadCommandException("No such time");
        }
    }

    /** The form of INTERNALDATE, in UTC, without quotes. */
    public static String format(Instant moment) {
        return FORMAT.format(moment);
    }

    private static int number(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }
}
