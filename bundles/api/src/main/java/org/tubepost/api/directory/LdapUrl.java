// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Reads LDAP URLs (RFC 4516): {@code ldap:///base?attributes?scope?filter}. Host and extensions do
 * not matter here: the directory that is configured is asked.
 */
final class LdapUrl {
    private static final String SCHEME = "ldap://";

    private LdapUrl() {}

    /**
     * The search that a URL describes.
     *
     * @throws IllegalArgumentException if it is no LDAP URL; the message tells why
     */
    static SearchRequest parse(String url) {
        if (!url.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new IllegalArgumentException("'" + url + "' does not begin with " + SCHEME);
        }
        int slash = url.indexOf('/', SCHEME.length());
        String[] parts = slash < 0 ? new String[0] : url.substring(slash + 1).split("\\?", -1);
        if (parts.length > 5) {
            throw new IllegalArgumentException("too many question marks in '" + url + "'");
        }
        return new SearchRequest(
                decoded(part(parts, 0)),
                scope(part(parts, 2)),
                filter(decoded(part(parts, 3))),
                attributes(decoded(part(parts, 1))),
                0);
    }

    private static String part(String[] parts, int index) {
        return index < parts.length ? parts[index] : "";
    }

    private static SearchRequest.Scope scope(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "", "base" -> SearchRequest.Scope.BASE;
            case "one" -> SearchRequest.Scope.ONE_LEVEL;
            case "sub" -> SearchRequest.Scope.SUBTREE;
            default -> throw new IllegalArgumentException("'" + name + "' is no scope");
        };
    }

    private static String filter(String text) {
        return text.isEmpty() ? "(objectClass=*)" : text.startsWith("(") ? text : "(" + text + ")";
    }

    private static List<String> attributes(String text) {
        return text.isEmpty() || text.equals("*")
                ? List.of()
                : Arrays.stream(text.split(",")).map(String::strip).toList();
    }

    private static String decoded(String text) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(text.length());
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < all.length; i++) {
            if (all[i] != '%') {
                octets.write(all[i]);
                continue;
            }
            int high = i + 2 < all.length ? Character.digit(all[i + 1], 16) : -1;
            int low = i + 2 < all.length ? Character.digit(all[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new IllegalArgumentException("'%' without two hexadecimal digits");
            }
            octets.write(high << 4 | low);
            i += 2;
        }
        return octets.toString(StandardCharsets.UTF_8);
    }
}
