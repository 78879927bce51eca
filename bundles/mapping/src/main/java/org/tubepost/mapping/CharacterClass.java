// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.BitSet;
import java.util.function.IntPredicate;

/** Classes of characters in patterns: {@code $D*} and {@code $[a-z]*}. */
final class CharacterClass {
    static final IntPredicate ANY = c -> true;

    private CharacterClass() {}

    /** The class of a letter; null if it names none. */
    static IntPredicate named(char name) {
        return switch (Character.toUpperCase(name)) {
            case 'A' -> c -> c < 0x80 && Character.isLetter(c);
            case 'B' -> c -> c == '0' || c == '1';
            case 'D' -> c -> c >= '0' && c <= '9';
            case 'H', 'X' -> c -> c < 0x80 && Character.digit(c, 16) >= 0;
            case 'O' -> c -> c >= '0' && c <= '7';
            case 'S' -> c -> c < 0x80 && Character.isLetterOrDigit(c) || c == '_' || c == '$';
            case 'T' -> c -> c == ' ' || c == '\t';
            default -> null;
        };
    }

    /** Index of the bracket that closes a list; -1 without one. A dollar sign quotes. */
    static int end(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '$') {
                i++;
            } else if (text.charAt(i) == ']') {
                return i;
            }
        }
        return -1;
    }

    /** The class of what stands in brackets; with a tilde in front all but that. */
    static IntPredicate listed(String inside) {
        boolean negated = inside.startsWith("~");
        BitSet members = new BitSet();
        int at = negated ? 1 : 0;
        while (at < inside.length()) {
            at += inside.charAt(at) == '$' && at + 1 < inside.length() ? 1 : 0;
            char from = inside.charAt(at++);
            char to = from;
            if (at + 1 < inside.length() && inside.charAt(at) == '-') {
                to = inside.charAt(at + 1);
                at += 2;
            }
            for (int c = from; c <= to; c++) {
                members.set(Character.toUpperCase(c));
            }
        }
        return c -> members.get(Character.toUpperCase(c)) != negated;
    }
}
