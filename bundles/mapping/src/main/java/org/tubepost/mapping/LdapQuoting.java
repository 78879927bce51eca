// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.nio.charset.StandardCharsets;

/**
 * Quotes text that others have chosen for its place in an LDAP URL: in a distinguished name as RFC
 * 4514 says, in a filter as RFC 4515 says, and both for the URL as RFC 4516 says.
 */
final class LdapQuoting {
    /** Question marks in front of the filter part. */
    private static final int FILTER_PART = 3;

    private LdapQuoting() {}

    /** A value in a filter. */
    static String filterValue(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("*()\\\0".indexOf(c) >= 0) {
                out.append(hexadecimal('\\', c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** A value in a distinguished name. */
    static String nameValue(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean edge = i == 0 && (c == ' ' || c == '#') || i == text.length() - 1 && c == ' ';
            if (edge || ",+\"\\<>;=\0".indexOf(c) >= 0) {
                out.append(hexadecimal('\\', c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** A value that goes behind what already stands of a URL. */
    static String urlValue(CharSequence before, String text) {
        long part = before.chars().filter(c -> c == '?').count();
        String value = part == 0 ? nameValue(text) : part >= FILTER_PART ? filterValue(text) : text;
        StringBuilder out = new StringBuilder(value.length());
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean plain = c < 0x80 && Character.isLetterOrDigit(c) || "-._~@".indexOf(c) >= 0;
            out.append(plain ? String.valueOf(c) : hexadecimal('%', c));
        }
        return out.toString();
    }

    private static String hexadecimal(char mark, char octet) {
        return String.format("%c%02X", mark, (int) octet);
    }
}
