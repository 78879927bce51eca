// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import org.tubepost.api.store.MailboxName;

/**
 * Patterns of LIST (RFC 3501 section 6.3.8): {@code *} is anything, {@code %} anything within one
 * level. Takes time in proportion to pattern and name, whatever the pattern.
 */
final class Wildcards {
    private final String pattern;

    Wildcards(String pattern) {
        boolean inbox =
                pattern.regionMatches(true, 0, MailboxName.INBOX, 0, 5)
                        && (pattern.length() == 5 || "/*%".indexOf(pattern.charAt(5)) >= 0);
        this.pattern = inbox ? MailboxName.INBOX + pattern.substring(5) : pattern;
    }

    boolean matches(String name) {
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
                if (p == '*' || (p == '%' && c != MailboxName.SEPARATOR)) {
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
