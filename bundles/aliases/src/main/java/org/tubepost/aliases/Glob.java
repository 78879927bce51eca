// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.Locale;

/**
 * A pattern in which {@code *} stands for any characters, case-blind. Needs at most the product of
 * both lengths in steps, whatever the pattern.
 */
record Glob(String pattern) {

    Glob {
        pattern = pattern.toLowerCase(Locale.ROOT);
    }

    boolean matches(String given) {
        String text = given.toLowerCase(Locale.ROOT);
        int p = 0;
        int star = -1;
        int retry = 0;
        int t = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                retry = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
