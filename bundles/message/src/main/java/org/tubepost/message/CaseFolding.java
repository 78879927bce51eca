// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

/**
 * Texts without regard to case. Each character is folded by itself, as {@link
 * String#equalsIgnoreCase} compares it, so that a text keeps its length and a word is found
 * whatever stands around it: unlike {@link String#toLowerCase} of a whole word, where the last
 * sigma differs.
 */
public final class CaseFolding {
    private static final char[] PLANE = plane();

    private CaseFolding() {}

    private static char[] plane() {
        char[] plane = new char[Character.MAX_VALUE + 1];
        for (int c = 0; c < plane.length; c++) {
            plane[c] = Character.toLowerCase(Character.toUpperCase((char) c));
        }
        return plane;
    }

    /** Folds a text. */
    public static String folded(String text) {
        char[] chars = text.toCharArray();
        fold(chars, 0, chars.length, (char) 0);
        return new String(chars);
    }

    /**
     * Folds characters in their place.
     *
     * @param from first one
     * @param to behind the last one
     * @param before the character before the first one, folded or not: it may be the first half of
     *     a pair; 0 if there is none
     */
    public static void fold(char[] chars, int from, int to, char before) {
        char last = before;
        for (int i = from; i < to; i++) {
            char c = chars[i];
            if (Character.isLowSurrogate(c) && Character.isHighSurrogate(last)) {
                int pair = Character.toCodePoint(last, c);
                // Both cases of a letter have the same first half.
                chars[i] =
                        Character.lowSurrogate(Character.toLowerCase(Character.toUpperCase(pair)));
            } else {
                chars[i] = PLANE[c];
            }
            last = c;
        }
    }
}
