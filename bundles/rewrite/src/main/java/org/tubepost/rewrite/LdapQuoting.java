// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.nio.charset.StandardCharsets;
import org.tubepost.api.directory.SearchRequest;

/**
 * Quotes what is put into an LDAP URL: as an assertion value (RFC 4515) or an attribute value of a
 * distinguished name (RFC 4514), and then for the URL (RFC 4516). An address cannot change what is
 * asked.
 */
final class LdapQuoting {
    private LdapQuoting() {}

    static String quote(String value, boolean inName) {
        String escaped = inName ? nameValue(value) : SearchRequest.escape(value);
        StringBuilder url = new StringBuilder(escaped.length() + 8);
        for (byte octet : escaped.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain((char) (octet & 0xff))) {
                url.append((char) octet);
            } else {
                url.append(String.format("%%%02X", octet & 0xff));
            }
        }
        return url.toString();
    }

    private static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || "-._~@".indexOf(c) >= 0;
    }

    private static String nameValue(String value) {
        StringBuilder escaped = new StringBuilder(value.length() + 4);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean edge = i == 0 && c == '#' || c == ' ' && (i == 0 || i == value.length() - 1);
            if (c == 0) {
                escaped.append("\\00");
            } else if (edge || "\"+,;<>\\=".indexOf(c) >= 0) {
                escaped.append('\\').append(c);
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
