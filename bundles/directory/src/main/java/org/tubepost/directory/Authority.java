// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.directory.Administrator;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.EntryKind;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.store.AccessIdentifier;

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
                    "tubepostsendas",
                    "sunpreferreddomain",
                    "associateddomain",
                    "inetcanonicaldomainname",
                    "inetdomainbasedn",
                    "aliasedobjectname",
                    "ref");

    private static final Set<String> OPTIONS_OF_PLATFORM =
            Set.of("program", "file", "native", "unix");
    private static final String GROUP_OF_RIGHTS = "aclgroupaddr";
    private static final Set<String> SEARCHES = Set.of("memberurl", "mgrpdeliverto");

    /** What makes an entry something else than a user, a group or a resource. */
    private static final Set<String> CLASSES_OF_PLATFORM =
            Set.of(
                    "inetadmin",
                    "sunmanagedorganization",
                    "inetdomain",
                    "inetdomainalias",
                    "costemplate",
                    "alias",
                    "referral");

    private final CachedDirectory directory;
    private final Tree tree;
    private final Roles roles;

    Authority(CachedDirectory directory, Roles roles) {
        this.directory = directory;
        this.tree = directory.tree();
        this.roles = roles;
    }

    /** True for an attribute that must not have options: what is asked here would not see it. */
    static boolean isPlain(String attribute) {
        String name = attribute.toLowerCase(Locale.ROOT);
        return OF_PLATFORM.contains(name)
                || SEARCHES.contains(name)
                || name.equals(GROUP_OF_RIGHTS)
                || name.equals("objectclass");
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

    /** Refuses to make or change an entry. */
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
        String known = DistinguishedName.key(descriptions().knownDn(entry.dn()));
        for (String form : new HashSet<>(List.of(known, DistinguishedName.key(entry.dn())))) {
            if (roles.isOfPlatform(form)) {
                platform(who, "change an administrator of the platform");
            }
            if (roles.isGroupOfRole(form, domain)) {
                platform(who, "change who has a role");
            }
        }
    }

    private AttributeDescriptions descriptions() {
        return new AttributeDescriptions(directory.sources().names());
    }

    /** What an administrator sees of an entry: one of a domain no passwords and keys. */
    static DirectoryRecord seen(Administrator who, DirectoryRecord entry) {
        if (who.isUnbounded()
                || entry.values().keySet().stream().noneMatch(Credentials::isSecret)) {
            return entry;
        }
        Map<String, List<String>> values = new LinkedHashMap<>(entry.values());
        values.keySet().removeIf(Credentials::isSecret);
        return new DirectoryRecord(entry.dn(), values);
    }

    /** Refuses filters by what is not seen: many questions would tell it. */
    static void filters(Administrator who, Iterable<String> attributes)
            throws ProvisioningException {
        for (String attribute : attributes) {
            if (!who.isUnbounded() && Credentials.isSecret(attribute)) {
                throw new ProvisioningException(attribute, "is not shown, so nobody filters by it");
            }
        }
    }

    /** Refuses changes that reach beyond a domain; each is looked at by itself. */
    void changes(
            Administrator who, EntryKind kind, Iterable<AttributeChange> changes, Domain domain)
            throws ProvisioningException {
        for (AttributeChange change : changes) {
            values(who, kind, Map.of(change.attribute(), change.values()), domain);
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
            String attribute = AttributeDescriptions.base(value.getKey());
            if (OF_PLATFORM.contains(attribute)) {
                platform(who, "set " + value.getKey());
            }
            for (String text : value.getValue()) {
                String lower = text.strip().toLowerCase(Locale.ROOT);
                if (attribute.equals("maildeliveryoption") && OPTIONS_OF_PLATFORM.contains(lower)) {
                    platform(who, "set " + value.getKey() + " to " + lower);
                }
                if (attribute.equals("objectclass") && CLASSES_OF_PLATFORM.contains(lower)) {
                    platform(who, "make an entry " + lower);
                }
                if (attribute.equals(GROUP_OF_RIGHTS) && !isGroupOf(domain, lower)) {
                    platform(who, "put anybody into groups of other domains");
                }
                if (SEARCHES.contains(attribute) && !isBelow(text, domain)) {
                    platform(who, "search outside of " + domain.baseDn());
                }
            }
        }
    }

    private boolean isGroupOf(Domain domain, String group) {
        int at = group.lastIndexOf('@');
        String named = at < 0 ? directory.settings().defaultDomain() : group.substring(at + 1);
        return AccessIdentifier.isGroup(group)
                && DomainNames.canonical(named).equals(domain.name());
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
