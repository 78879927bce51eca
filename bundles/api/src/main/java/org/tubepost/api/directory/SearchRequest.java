// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

import java.util.List;

/**
 * A search as LDAP knows it (RFC 4511 section 4.5.1).
 *
 * @param baseDn where to search
 * @param scope how deep
 * @param filter string form of RFC 4515; assertion values escaped by {@link #escape}
 * @param attributes wanted attributes; empty for all
 * @param sizeLimit most entries to return; 0 without limit
 */
public record SearchRequest(
        String baseDn, Scope scope, String filter, List<String> attributes, int sizeLimit) {

    /** Copies the list. */
    public SearchRequest {
        attributes = List.copyOf(attributes);
    }

    /** How deep a search goes. */
    public enum Scope {
        /** The base entry only. */
        BASE,
        /** Its children. */
        ONE_LEVEL,
        /** It and all below. */
        SUBTREE
    }

    /**
     * The search that an LDAP URL describes (RFC 4516); its host and extensions do not matter.
     *
     * @throws IllegalArgumentException if it is no LDAP URL; the message tells why
     */
    public static SearchRequest ofUrl(String url) {
        return LdapUrl.parse(url);
    }

    /** Escapes an assertion value for a filter (RFC 4515 section 3). */
    public static String escape(String value) {
        StringBuilder escaped = new StringBuilder(value.length() + 8);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '*' || c == '(' || c == ')' || c == '\\' || c == 0) {
                escaped.append(String.format("\\%02x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
