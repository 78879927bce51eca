// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Modified UTF-7 for mailbox names (RFC 3501 section 5.1.3). */
public final class MailboxUtf7 {
    private MailboxUtf7() {}

    /** The form on the wire. */
    public static String encode(String name) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < name.length()) {
            char c = name.charAt(at);
            if (isPlain(c)) {
                out.append(c == '&' ? "&-" : String.valueOf(c));
                at++;
            } else {
                int start = at;
                while (at < name.length() && !isPlain(name.charAt(at))) {
                    at++;
                }
                out.append('&').append(shifted(name.substring(start, at))).append('-');
            }
        }
        return out.toString();
    }

    /**
     * The name behind the form on the wire. Octets in UTF-8 are taken as what they mean, because
     * clients send them.
     *
     * @throws BadCommandException if it is not the one form that a name has
     */
    public static String decode(String wire) throws BadCommandException {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < wire.length()) {
            char c = wire.charAt(at);
            if (c != '&') {
                out.append(c);
                at++;
                continue;
            }
            int end = wire.indexOf('-', at);
            if (end < 0) {
                throw new BadCommandException("Mailbox name is not modified UTF-7");
            }
            out.append(end == at + 1 ? "&" : unshifted(wire.substring(at + 1, end)));
            at = end + 1;
        }
        return out.toString();
    }

    private static String shifted(String text) {
        byte[] utf16 = text.getBytes(StandardCharsets.UTF_16BE);
        return Base64.getEncoder().withoutPadding().encodeToString(utf16).replace('/', ',');
    }

    private static String unshifted(String base64) throws BadCommandException {
        try {
            byte[] utf16 = Base64.getDecoder().decode(base64.replace(',', '/'));
            CharBuffer text = StandardCharsets.UTF_16BE.newDecoder().decode(ByteBuffer.wrap(utf16));
            if (text.chars().anyMatch(c -> isPlain((char) c)) || base64.indexOf('/') >= 0) {
                throw new BadCommandException("Mailbox name is not modified UTF-7");
            }
            return text.toString();
        } catch (IllegalArgumentException | CharacterCodingException broken) {
            throw new BadCommandException("Mailbox name is not modified UTF-7");
        }
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7f;
    }
}
