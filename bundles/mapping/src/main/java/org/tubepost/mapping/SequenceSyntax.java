// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.regex.Pattern;

/** Reads {@code name|radix|width|modulus}, of which all but the name may be left out. */
final class SequenceSyntax {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}");
    private static final int WIDEST = 64;

    private SequenceSyntax() {}

    static Action.Sequence read(int at, String inside) throws PatternSyntaxException {
        String[] parts = inside.split("\\|", -1);
        if (parts.length > 4 || !NAME.matcher(parts[0]).matches()) {
            throw new PatternSyntaxException(
                    at,
                    "expected $#name|radix|width|modulus#, the name of letters, digits, '.', '_'"
                            + " and '-'");
        }
        int radix =
                (int) number(at, parts, 1, "radix", 10, Character.MIN_RADIX, Character.MAX_RADIX);
        int width = (int) number(at, parts, 2, "width", 0, 0, WIDEST);
        long modulus = number(at, parts, 3, "modulus", 0, 0, Long.MAX_VALUE);
        return new Action.Sequence(at, parts[0], radix, width, modulus);
    }

    private static long number(
            int at, String[] parts, int index, String what, long otherwise, long least, long most)
            throws PatternSyntaxException {
        if (index >= parts.length || parts[index].isEmpty()) {
            return otherwise;
        }
        try {
            long value = Long.parseLong(parts[index]);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException malformed) {
            throw new PatternSyntaxException(at, what + " '" + parts[index] + "' is no number");
        }
        throw new PatternSyntaxException(
                at, what + " of a sequence must be from " + least + " to " + most);
    }
}
