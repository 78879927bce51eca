// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.util.Locale;
import java.util.Optional;
import org.tubepost.api.message.MailAddress;

/** Patterns in one spelling, and what can be wrong with them. */
final class PatternText {
    /** Matches every address. */
    static final String ALL = "$*";

    /** Meets {@code u%h} at this system. */
    static final String PERCENT = "$%";

    /** Meets {@code h!u} at this system. */
    static final String BANG = "$!";

    private PatternText() {}

    /** Lower case, A-labels, all groups of an IPv6 address. */
    static String normal(String pattern) {
        String lower = pattern.toLowerCase(Locale.ROOT);
        int literal = lower.indexOf("[" + Ipv6Text.TAG);
        if (literal >= 0 && lower.endsWith("]")) {
            String inner = lower.substring(literal + 1, lower.length() - 1);
            return lower.substring(0, literal + 1) + Ipv6Text.spelled(inner) + "]";
        }
        return isAscii(lower) ? lower : new MailAddress("", lower).asciiDomain();
    }

    /** True when all characters are ASCII. */
    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** How many wildcards a pattern has. */
    static int stars(String pattern) {
        int stars = 0;
        for (int i = pattern.indexOf('*'); i >= 0; i = pattern.indexOf('*', i + 1)) {
            stars++;
        }
        return stars;
    }

    /** Why a pattern can never match; empty if it can. */
    static Optional<String> problem(String pattern) {
        if (pattern.endsWith(ALL) || pattern.endsWith(PERCENT) || pattern.endsWith(BANG)) {
            return Optional.empty();
        }
        if (pattern.indexOf('$') >= 0) {
            return Optional.of("of the patterns with '$' only $*, $% and $! are known");
        }
        int first = pattern.indexOf('*');
        if (first < 0) {
            return Optional.empty();
        }
        int last = pattern.lastIndexOf('*');
        boolean together =
                pattern.substring(first, last + 1).equals("*.".repeat((last - first) / 2) + "*");
        boolean whole = last + 1 == pattern.length() || pattern.charAt(last + 1) == '.';
        return together && whole
                ? Optional.empty()
                : Optional.of("wildcards stand for the leftmost labels, whole ones");
    }
}
