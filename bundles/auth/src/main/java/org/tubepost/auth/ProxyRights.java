// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;

/** Who may log in as somebody else: named administrators, and members of groups. */
final class ProxyRights {
    private final List<String> administrators;
    private final String group;
    private final String domainGroup;

    ProxyRights(AuthSettings settings) {
        this.administrators =
                SettingWords.of(settings.administrators()).stream()
                        .map(a -> a.toLowerCase(Locale.ROOT))
                        .toList();
        this.group = settings.administratorGroup().strip();
        this.domainGroup = settings.domainAdministratorGroup().strip();
    }

    /** True for those who may act as any user. */
    boolean isAdministrator(Directory directory, Account account)
            throws DirectoryUnavailableException {
        // The id of a user of the default domain has no domain.
        String full = account.uid() + "@" + account.domain();
        return administrators.contains(account.id())
                || administrators.contains(full.toLowerCase(Locale.ROOT))
                || isMember(directory, group, account);
    }

    /** True when the first may act as the second. */
    boolean mayActAs(Directory directory, Account account, Account other)
            throws DirectoryUnavailableException {
        if (isAdministrator(directory, account)) {
            return true;
        }
        if (domainGroup.isEmpty() || !account.domain().equals(other.domain())) {
            return false;
        }
        // An administrator of a domain must not become one of everything through another user.
        Optional<Domain> domain = directory.domain(account.domain());
        return domain.isPresent()
                && !isAdministrator(directory, other)
                && isMember(directory, domainGroup + "," + domain.get().baseDn(), account);
    }

    private static boolean isMember(Directory directory, String group, Account account)
            throws DirectoryUnavailableException {
        if (group.isEmpty()) {
            return false;
        }
        String url = "ldap:///" + encoded(group) + "?uniqueMember?base?(objectClass=*)";
        return directory.values(url).stream().anyMatch(dn -> same(dn, account.dn()));
    }

    private static boolean same(String left, String right) {
        try {
            return new LdapName(left).equals(new LdapName(right));
        } catch (InvalidNameException malformed) {
            return false;
        }
    }

    /** Percent-encodes what has a meaning in a URL (RFC 4516 section 2.1). */
    static String encoded(String text) {
        StringBuilder url = new StringBuilder(text.length() + 16);
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "=,.-_@()&|*".indexOf(c) >= 0)) {
                url.append(c);
            } else {
                url.append(String.format("%%%02X", (int) c));
            }
        }
        return url.toString();
    }
}
