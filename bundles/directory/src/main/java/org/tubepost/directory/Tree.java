// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.Group;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.directory.SearchRequest.Scope;
import org.tubepost.api.message.MailAddress;

/**
 * Looks things up in a Schema 2 tree, without cache (reference page directory-schema, section 2).
 */
final class Tree {
    private static final Logger LOG = LoggerFactory.getLogger(Tree.class);

    private final Sources sources;
    private final String baseDn;

    Tree(Sources sources, String baseDn) {
        this.sources = sources;
        this.baseDn = baseDn;
    }

    Optional<Domain> domain(String name) throws DirectoryUnavailableException {
        String value = SearchRequest.escape(name);
        List<DirectoryRecord> found =
                search(
                        baseDn,
                        "(&(objectClass=sunManagedOrganization)(|(sunPreferredDomain="
                                + value
                                + ")(associatedDomain="
                                + value
                                + ")))",
                        2);
        if (found.size() > 1) {
            LOG.error("Two directory entries claim the domain {}", name);
            throw new DirectoryUnavailableException("two entries claim the domain " + name, null);
        }
        return found.stream().findFirst().map(EntryMapping::domain);
    }

    /** The entry with one of these addresses in the domain. */
    Optional<DirectoryEntry> byAddress(Domain domain, List<MailAddress> forms)
            throws DirectoryUnavailableException {
        StringBuilder filter = new StringBuilder("(|");
        for (MailAddress form : forms) {
            String value = SearchRequest.escape(form.localPart() + "@" + form.domain());
            for (String attribute :
                    List.of("mail", "mailAlternateAddress", "mailEquivalentAddress")) {
                filter.append('(').append(attribute).append('=').append(value).append(')');
            }
        }
        return first(domain, filter.append(')').toString());
    }

    /**
     * The user who takes mail for unknown local parts by the attribute form {@code @domain}.
     *
     * @param given name of the domain as the address has it, which may be an alias
     */
    Optional<DirectoryEntry> catchAll(Domain domain, String given)
            throws DirectoryUnavailableException {
        String own = "(mailAlternateAddress=@" + SearchRequest.escape(domain.name()) + ")";
        return first(
                domain,
                given.equals(domain.name())
                        ? own
                        : "(|"
                                + own
                                + "(mailAlternateAddress=@"
                                + SearchRequest.escape(given)
                                + "))");
    }

    Optional<Account> byUid(Domain domain, String uid) throws DirectoryUnavailableException {
        String filter = "(&(objectClass=inetMailUser)(uid=" + SearchRequest.escape(uid) + "))";
        return first(domain, filter).filter(Account.class::isInstance).map(Account.class::cast);
    }

    Optional<DirectoryRecord> record(String dn) throws DirectoryUnavailableException {
        return sources.ask(
                s ->
                        s
                                .search(
                                        new SearchRequest(
                                                dn, Scope.BASE, "(objectClass=*)", List.of(), 1))
                                .stream()
                                .findFirst());
    }

    /** The domain under whose base an entry is: the one with the longest matching base. */
    Optional<Domain> domainOf(String dn) throws DirectoryUnavailableException {
        String parent = dn;
        while (true) {
            parent = parent(parent);
            if (parent.isEmpty()) {
                return Optional.empty();
            }
            if (parent.toLowerCase(Locale.ROOT).equals(baseDn.toLowerCase(Locale.ROOT))) {
                return Optional.empty();
            }
            Optional<DirectoryRecord> found = record(parent);
            if (found.isPresent() && found.get().isA("sunManagedOrganization")) {
                return found.map(EntryMapping::domain);
            }
        }
    }

    /** The name above a name (RFC 4514: a comma after a backslash is no separator). */
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

    List<Domain> domains() throws DirectoryUnavailableException {
        return search(baseDn, "(objectClass=sunManagedOrganization)", 0).stream()
                .map(EntryMapping::domain)
                .toList();
    }

    List<Account> accounts(Domain domain) throws DirectoryUnavailableException {
        return search(domain.baseDn(), "(objectClass=inetMailUser)", 0).stream()
                .filter(r -> !r.isA("inetMailGroup"))
                .flatMap(r -> EntryMapping.account(r, domain).stream())
                .toList();
    }

    List<Group> groups(Domain domain) throws DirectoryUnavailableException {
        return search(domain.baseDn(), "(objectClass=inetMailGroup)", 0).stream()
                .flatMap(r -> EntryMapping.group(r, domain).stream())
                .toList();
    }

    private Optional<DirectoryEntry> first(Domain domain, String filter)
            throws DirectoryUnavailableException {
        List<DirectoryRecord> found = search(domain.baseDn(), filter, 2);
        if (found.size() > 1) {
            LOG.error("Several directory entries match {} in {}", filter, domain.name());
            throw new DirectoryUnavailableException("several entries match " + filter, null);
        }
        return found.stream().findFirst().flatMap(r -> EntryMapping.entry(r, domain));
    }

    private List<DirectoryRecord> search(String base, String filter, int limit)
            throws DirectoryUnavailableException {
        return sources.ask(
                s -> s.search(new SearchRequest(base, Scope.SUBTREE, filter, List.of(), limit)));
    }
}
