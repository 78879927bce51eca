// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.directory.Administrator;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.EntryKind;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.SearchRequest;

/** What an administrator may touch; asked before everything that is done for one. */
final class Authority {
    /** What would reach beyond a domain: roles, other domains, programs and files of the host. */
    private static final Set<String> OF_PLATFORM =
            Set.of(
                    "adminrole",
                    "nsroledn",
                    "memberof",
                    "msgvanitydomain",
                    "mailprogramdeliveryinfo",
                    "maildeliveryfileurl",
                    "mailsmtpsubmitchannel",
                    "tubepostsendas");

    private static final Set<String> OPTIONS_OF_PLATFORM =
            Set.of("program", "file", "native", "unix");
    private static final Set<String> SEARCHES = Set.of("memberurl", "mgrpdeliverto");

    private final Tree tree;
    private final Roles roles;

    Authority(Tree tree, Roles roles) {
        this.tree = tree;
        this.roles = roles;
    }

    /** Refuses what only administrators of the platform may do. */
    void platform(Administrator who, String what) throws ProvisioningException {
        if (!who.isUnbounded()) {
            throw new ProvisioningException(
                    "%s administers %s only and may not %s"
                            .formatted(who.name(), who.domain(), what));
        }
    }

    /** Refuses what is done in another domain. */
    void inDomain(Administrator who, Domain domain) throws ProvisioningException {
        if (!who.isUnbounded() && !who.domain().equals(domain.name())) {
            platform(who, "touch what is in " + domain.name());
        }
    }

    /** Refuses a change of an entry that is there. */
    void entry(Administrator who, DirectoryRecord entry, Domain domain)
            throws ProvisioningException, DirectoryUnavailableException {
        if (who.isUnbounded()) {
            return;
        }
        inDomain(who, domain);
        // A domain below this one has a base below its base.
        Optional<Domain> own = tree.domainOf(entry.dn());
        if (own.isEmpty() || !own.get().name().equals(domain.name())) {
            platform(who, "touch " + entry.dn());
        }
        if (roles.isOfPlatform(entry.dn())) {
            platform(who, "change an administrator of the platform");
        }
        if (roles.isGroupOfRole(entry.dn(), domain)) {
            platform(who, "change who has a role");
        }
    }

    /** Refuses values that reach beyond a domain. */
    void values(Administrator who, EntryKind kind, Map<String, List<String>> values, Domain domain)
            throws ProvisioningException {
        if (who.isUnbounded()) {
            return;
        }
        if (kind == EntryKind.DOMAIN || kind == EntryKind.PACKAGE) {
            platform(who, "change a " + kind.name().toLowerCase(Locale.ROOT));
        }
        for (Map.Entry<String, List<String>> value : values.entrySet()) {
            String attribute = value.getKey().toLowerCase(Locale.ROOT);
            if (OF_PLATFORM.contains(attribute)) {
                platform(who, "set " + value.getKey());
            }
            for (String text : value.getValue()) {
                String lower = text.toLowerCase(Locale.ROOT);
                if (attribute.equals("maildeliveryoption") && OPTIONS_OF_PLATFORM.contains(lower)) {
                    platform(who, "set " + value.getKey() + " to " + lower);
                }
                if (attribute.equals("objectclass") && lower.equals("inetadmin")) {
                    platform(who, "set a role");
                }
                if (SEARCHES.contains(attribute) && !isBelow(text, domain)) {
                    platform(who, "search outside of " + domain.baseDn());
                }
            }
        }
    }

    private static boolean isBelow(String url, Domain domain) {
        try {
            String base = DistinguishedName.key(SearchRequest.ofUrl(url).baseDn());
            String own = DistinguishedName.key(domain.baseDn());
            return base.equals(own) || base.endsWith("," + own);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
