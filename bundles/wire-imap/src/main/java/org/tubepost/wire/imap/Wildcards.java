// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

/**
 * Patterns of LIST (RFC 3501 section 6.3.8): {@code *} is anything, {@code %} anything within one
 * level. Takes time in proportion to pattern and name, whatever the pattern. Immutable.
 */
public final class Wildcards {
    private static final String INBOX = "INBOX";
    private static final char SEPARATOR = '/';

    private final String pattern;

    private Wildcards(String pattern, boolean name) {
        this.pattern = name ? withInbox(pattern) : pattern;
    }

    /** Of names of mailboxes; INBOX at its beginning in any case. */
    public Wildcards(String pattern) {
        this(pattern, true);
    }

    /** Of any text. */
    public static Wildcards ofText(String pattern) {
        return new Wildcards(pattern, false);
    }

    private static String withInbox(String pattern) {
        boolean inbox =
                pattern.regionMatches(true, 0, INBOX, 0, 5)
                        && (pattern.length() == 5 || "/*%".indexOf(pattern.charAt(5)) >= 0);
        return inbox ? INBOX + pattern.substring(5) : pattern;
    }

    /** True for a name that the whole pattern matches. */
    public boolean matches(String name) {
        // reached[i]: the pattern up to i matches the name up to here.
        boolean[] reached = new boolean[pattern.length() + 1];
        reached[0] = true;
        passWildcards(reached);
        for (int at = 0; at < name.length(); at++) {
            char c = name.charAt(at);
            boolean[] next = new boolean[pattern.length() + 1];
            for (int i = 0; i < pattern.length(); i++) {
                if (!reached[i]) {
                    continue;
                }
                char p = pattern.charAt(i);
                if (p == '*' || (p == '%' && c != SEPARATOR)) {
                    next[i] = true;
                } else if (p == c) {
                    next[i + 1] = true;
                }
            }
            reached = next;
            passWildcards(reached);
        }
        return reached[pattern.length()];
    }

    /** A wildcard may stand for nothing. */
    private void passWildcards(boolean[] reached) {
        for (int i = 0; i < pattern.length(); i++) {
            if (reached[i] && (pattern.charAt(i) == '*' || pattern.charAt(i) == '%')) {
                reached[i + 1] = true;
            }
        }
    }
}
