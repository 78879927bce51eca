// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mail.log;

/**
 * Makes any text part of one line, reversibly: nothing that a client sends can begin a line of its
 * own, move the cursor of a terminal or turn the direction of writing. Control and format
 * characters, line and paragraph separators and halves of surrogate pairs are written as a
 * backslash, u and four hexadecimal digits. A field that contains a blank, a quote or an escape
 * stands in quotes; the last field of a record needs none. No state.
 */
final class Escapes {
    /** Characters of a field that are kept. */
    static final int LONGEST = 2_000;

    private Escapes() {}

    /** A field between blanks. */
    static void field(String text, StringBuilder out) {
        if (isPlain(text)) {
            out.append(text);
        } else {
            out.append('"');
            escape(text, true, out);
            out.append('"');
        }
    }

    /** The last field of a record. */
    static void rest(String text, StringBuilder out) {
        escape(text, false, out);
    }

    /** Octets of ASCII without blank, quote and backslash, and not what the format itself says. */
    private static boolean isPlain(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c <= ' ' || c == '"' || c == '\\' || c >= 0x7f) {
                return false;
            }
        }
        return !text.equals("+") && !text.equals("<>");
    }

    private static void escape(String text, boolean quoted, StringBuilder out) {
        int point;
        for (int at = 0; at < text.length(); at += Character.charCount(point)) {
            point = text.codePointAt(at);
            if (point == '\\' || (quoted && point == '"')) {
                out.append('\\').append((char) point);
            } else if (isUnsafe(point)) {
                for (char c : Character.toChars(point)) {
                    out.append(String.format("\\u%04x", (int) c));
                }
            } else {
                out.appendCodePoint(point);
            }
        }
    }

    /**
     * Takes escapes back.
     *
     * @throws IllegalArgumentException if one is broken
     */
    static String plain(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c != '\\') {
                out.append(c);
            } else if (text.startsWith("u", at + 1) && at + 6 <= text.length()) {
                out.append((char) Integer.parseInt(text.substring(at + 2, at + 6), 16));
                at += 5;
            } else if (++at < text.length()) {
                out.append(text.charAt(at));
            } else {
                throw new IllegalArgumentException("backslash at the end");
            }
        }
        return out.toString();
    }

    /** The text, or its beginning if it is very long. */
    static String bounded(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 2)) ? LONGEST - 2 : LONGEST - 1;
        return text.substring(0, end) + "\u2026";
    }

    private static boolean isUnsafe(int point) {
        if (point >= ' ' && point < 0x7f) {
            return false;
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            default -> false;
        };
    }
}
