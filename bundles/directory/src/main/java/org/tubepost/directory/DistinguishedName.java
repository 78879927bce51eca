// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.Locale;

/** Distinguished names as text (RFC 4514), as far as looking up needs them. */
final class DistinguishedName {
    private DistinguishedName() {}

    /** The name above a name; a comma after a backslash is no separator. Empty at the top. */
    static String parent(String dn) {
        for (int i = 0; i < dn.length(); i++) {
            if (dn.charAt(i) == '\\') {
                i++;
            } else if (dn.charAt(i) == ',') {
                return dn.substring(i + 1).strip();
            }
        }
        return "";
    }

    /** How many parts a name has. */
    static int depth(String dn) {
        int depth = 0;
        for (String rest = dn; !rest.isEmpty(); rest = parent(rest)) {
            depth++;
        }
        return depth;
    }

    /** A form in which equal names are mostly equal: lower case, no blanks beside separators. */
    static String key(String dn) {
        StringBuilder key = new StringBuilder(dn.length());
        for (String rest = dn.strip(); !rest.isEmpty(); rest = parent(rest)) {
            String above = parent(rest);
            String first = above.isEmpty() ? rest : beforeSeparator(rest);
            int equals = first.indexOf('=');
            key.append(key.isEmpty() ? "" : ",")
                    .append(first, 0, Math.max(0, equals))
                    .append(equals < 0 ? "" : "=")
                    .append(first.substring(equals + 1).strip());
        }
        return key.toString().toLowerCase(Locale.ROOT);
    }

    private static String beforeSeparator(String dn) {
        for (int i = 0; i < dn.length(); i++) {
            if (dn.charAt(i) == '\\') {
                i++;
            } else if (dn.charAt(i) == ',') {
                return dn.substring(0, i).strip();
            }
        }
        return dn;
    }
}
