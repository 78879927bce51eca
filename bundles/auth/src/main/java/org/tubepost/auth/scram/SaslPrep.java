// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth.scram;

import java.text.Normalizer;

/**
 * Prepares names and passwords so that the same word typed on different machines becomes the same
 * octets (SASLprep, RFC 4013). Normalization is the platform's, which knows more characters than
 * Unicode 3.2; those that it did not know are let through, as queries may have them.
 */
public final class SaslPrep {
    private SaslPrep() {}

    /**
     * The prepared form.
     *
     * @throws IllegalArgumentException if the text has characters that RFC 4013 section 2.3
     *     prohibits, or mixes directions of writing; the message says which
     */
    public static String prepare(String text) {
        if (text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            return text;
        }
        StringBuilder mapped = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> !isMappedToNothing(c))
                .map(SaslPrep::spaced)
                .forEach(mapped::appendCodePoint);
        String normal = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
        normal.codePoints()
                .filter(SaslPrep::isProhibited)
                .findFirst()
                .ifPresent(
                        c -> {
                            throw new IllegalArgumentException(
                                    String.format("character U+%04X is not allowed", c));
                        });
        checkDirections(normal);
        return normal;
    }

    /** RFC 3454 table C.1.2. */
    private static int spaced(int c) {
        return c != ' ' && Character.getType(c) == Character.SPACE_SEPARATOR || c == 0x200b
                ? ' '
                : c;
    }

    /** RFC 3454 table B.1. */
    private static boolean isMappedToNothing(int c) {
        return c == 0xad
                || c == 0x34f
                || c == 0x1806
                || c >= 0x180b && c <= 0x180d
                || c == 0x200c
                || c == 0x200d
                || c == 0x2060
                || c >= 0xfe00 && c <= 0xfe0f
                || c == 0xfeff;
    }

    /** RFC 3454 tables C.2.1, C.2.2 and C.3 to C.9. */
    private static boolean isProhibited(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.PRIVATE_USE
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || c == 0x6dd
                || c == 0x70f
                || c == 0x180e
                || c == 0x340
                || c == 0x341
                || c >= 0x200e && c <= 0x200f
                || c >= 0x202a && c <= 0x202e
                || c >= 0x2061 && c <= 0x206f
                || c >= 0x2ff0 && c <= 0x2ffb
                || c >= 0xfff9 && c <= 0xfffd
                || c >= 0x1d173 && c <= 0x1d17a
                || c >= 0xe0000 && c <= 0xe007f
                || c >= 0xfdd0 && c <= 0xfdef
                || (c & 0xfffe) == 0xfffe;
    }

    /** RFC 3454 section 6. */
    private static void checkDirections(String text) {
        boolean right = text.codePoints().anyMatch(SaslPrep::isRightToLeft);
        if (!right) {
            return;
        }
        boolean left =
                text.codePoints()
                        .anyMatch(
                                c ->
                                        Character.getDirectionality(c)
                                                == Character.DIRECTIONALITY_LEFT_TO_RIGHT);
        boolean framed =
                isRightToLeft(text.codePointAt(0))
                        && isRightToLeft(text.codePointBefore(text.length()));
        if (left || !framed) {
            throw new IllegalArgumentException("directions of writing are mixed");
        }
    }

    private static boolean isRightToLeft(int c) {
        byte direction = Character.getDirectionality(c);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }
}
