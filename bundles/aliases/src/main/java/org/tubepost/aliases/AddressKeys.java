// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import java.util.Locale;
import java.util.Optional;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;

/**
 * Addresses as tables of this room hold them: in lower case, domains in A-labels, so that one
 * person written in two ways is one person.
 */
final class AddressKeys {
    private static final String MAILTO = "mailto:";

    private AddressKeys() {}

    /** Key of an address; a local part alone if it has no domain. */
    static String of(MailAddress address) {
        String local = local(address);
        return address.isUnqualified() ? local : local + "@" + address.asciiDomain();
    }

    /** Key of the left side of an alias. */
    static String ofName(String name) {
        int at = name.lastIndexOf('@');
        return of(
                at < 0
                        ? new MailAddress(name, "")
                        : new MailAddress(name.substring(0, at), name.substring(at + 1)));
    }

    static String local(MailAddress address) {
        return address.localPart().toLowerCase(Locale.ROOT);
    }

    /** A distinguished name in lower case, without blanks around its separators. */
    static String ofDn(String dn) {
        String lower = dn.strip().toLowerCase(Locale.ROOT);
        return lower.indexOf(' ') < 0 ? lower : lower.replaceAll(" *([,=+]) *", "$1");
    }

    /** The address in {@code mailto:address} or {@code address}; empty if it is none. */
    static Optional<MailAddress> read(String text) {
        String stripped = text.strip();
        try {
            return Optional.of(
                    MailAddress.parse(
                            isMailto(stripped) ? stripped.substring(MAILTO.length()) : stripped));
        } catch (AddressSyntaxException malformed) {
            return Optional.empty();
        }
    }

    static boolean isMailto(String text) {
        return text.regionMatches(true, 0, MAILTO, 0, MAILTO.length());
    }

    static boolean isUrl(String text) {
        return text.regionMatches(true, 0, "ldap:", 0, 5);
    }

    /** A value without the quotes that a directory URL has in the alias file. */
    static String unquoted(String text) {
        String stripped = text.strip();
        boolean quotedUrl =
                stripped.length() > 2
                        && stripped.startsWith("\"")
                        && stripped.endsWith("\"")
                        && isUrl(stripped.substring(1));
        return quotedUrl ? stripped.substring(1, stripped.length() - 1) : stripped;
    }
}
