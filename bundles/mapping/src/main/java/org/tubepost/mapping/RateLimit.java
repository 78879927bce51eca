// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/**
 * How often something may happen, as tables write it: {@code 30/pt60s}, or {@code >30/pt60s} to ask
 * whether it has happened too often.
 *
 * @param most events in a window
 * @param window length in milliseconds
 * @param above true when the answer is wanted above the limit
 */
record RateLimit(int most, long window, boolean above) {
    private static final long LONGEST = Duration.ofDays(366).toMillis();

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it is none; the message tells why
     */
    static RateLimit parse(String text) {
        boolean above = text.startsWith(">");
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("'" + text + "' is no limit such as 30/pt60s");
        }
        try {
            int most = Integer.parseInt(text.substring(above ? 1 : 0, slash).strip());
            long window =
                    Duration.parse(text.substring(slash + 1).strip().toUpperCase(Locale.ROOT))
                            .toMillis();
            if (most < 0 || window < 1000 || window > LONGEST) {
                throw new IllegalArgumentException(
                        "a limit is 0 or more, in a window of a second to 366 days");
            }
            return new RateLimit(most, window, above);
        } catch (NumberFormatException | DateTimeParseException | ArithmeticException malformed) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no limit such as 30/pt60s", malformed);
        }
    }

    /** Where the limit begins in a probe of {@code RATE}; -1 if there is none. */
    static int begin(String probe) {
        int separator = Math.max(probe.lastIndexOf(','), probe.lastIndexOf('|'));
        return separator < 0 ? -1 : separator + 1;
    }
}
