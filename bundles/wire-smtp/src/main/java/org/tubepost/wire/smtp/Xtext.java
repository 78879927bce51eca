// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The encodings of parameter values: {@code xtext} (RFC 3461 section 4) and the two forms of UTF-8
 * addresses (RFC 6533 section 3).
 */
final class Xtext {
    private static final Pattern EMBEDDED = Pattern.compile("\\\\x\\{([0-9A-Fa-f]{2,6})}");

    private Xtext() {}

    /** Empty if the text is not in xtext. */
    static Optional<String> decode(String text) {
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '!' || c > '~' || c == '=') {
                return Optional.empty();
            }
            if (c == '+') {
                if (i + 2 >= text.length()
                        || !text.substring(i + 1, i + 3).matches("[0-9A-F]{2}")) {
                    return Optional.empty();
                }
                decoded.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                decoded.append(c);
            }
        }
        return Optional.of(decoded.toString());
    }

    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if (c < '!' || c > '~' || c == '+' || c == '=') {
                encoded.append(String.format("+%02X", (int) c));
            } else {
                encoded.append(c);
            }
        }
        return encoded.toString();
    }

    /** Reads utf-8-addr-xtext and utf-8-addr-unitext; empty if the text is neither. */
    static Optional<String> decodeUtf8(String text) {
        if (text.chars().anyMatch(c -> c <= ' ' || c == '+' || c == '=' || c == 0x7f)) {
            return Optional.empty();
        }
        StringBuilder decoded = new StringBuilder();
        Matcher matcher = EMBEDDED.matcher(text);
        int at = 0;
        while (matcher.find()) {
            int point = Integer.parseInt(matcher.group(1), 16);
            boolean surrogate =
                    point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
            if (!Character.isValidCodePoint(point) || surrogate) {
                return Optional.empty();
            }
            decoded.append(text, at, matcher.start()).appendCodePoint(point);
            at = matcher.end();
        }
        String rest = text.substring(at);
        return rest.contains("\\")
                ? Optional.empty()
                : Optional.of(decoded.append(rest).toString());
    }

    /**
     * Writes a UTF-8 address.
     *
     * @param utf8 whether UTF-8 may go out as it is
     */
    static String encodeUtf8(String text, boolean utf8) {
        StringBuilder encoded = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        c -> {
                            boolean special =
                                    c <= ' ' || c == '\\' || c == '+' || c == '=' || c == 0x7f;
                            if (special || (c > 0x7f && !utf8)) {
                                encoded.append(String.format("\\x{%02X}", c));
                            } else {
                                encoded.appendCodePoint(c);
                            }
                        });
        return encoded.toString();
    }
}
