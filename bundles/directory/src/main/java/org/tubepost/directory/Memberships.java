// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.SearchRefusedException;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.directory.SearchRequest.Scope;
import org.tubepost.api.directory.Status;
import org.tubepost.api.store.AccessIdentifier;

/**
 * Which groups users are members of (reference page message-store, section 2.1). Dynamic groups are
 * named in the user's own entry and cost nothing; static ones are found by one search that reads
 * their names, not their members.
 */
final class Memberships {
    private static final Logger LOG = LoggerFactory.getLogger(Memberships.class);
    private static final String DYNAMIC = "aclGroupAddr";
    private static final String MEMBER = "uniqueMember";
    private static final List<String> ADDRESSES = List.of("mail", "mailAlternateAddress");
    private static final String NAME = "cn";
    private static final int GROUPS_AT_MOST = 500;

    private final Sources sources;
    private final Domains domains;
    private final String baseDn;
    private final String defaultDomain;
    private final AtomicBoolean refused = new AtomicBoolean();

    /** Finds domains. */
    interface Domains {
        /** The domain of this name or alias. */
        Optional<Domain> named(String name) throws DirectoryUnavailableException;

        /** The domain that an entry is in. */
        Optional<Domain> ofEntry(String dn) throws DirectoryUnavailableException;
    }

    Memberships(Sources sources, Domains domains, DirectorySettings settings) {
        this.sources = sources;
        this.domains = domains;
        this.baseDn = settings.baseDn();
        this.defaultDomain = DomainNames.canonical(settings.defaultDomain());
    }

    /** Groups that the user's entry names. */
    Set<String> dynamic(Account account) throws DirectoryUnavailableException {
        Set<String> ids = new TreeSet<>();
        for (String value : account.attributes().all(DYNAMIC)) {
            String given = value.strip().toLowerCase(Locale.ROOT);
            int at = given.lastIndexOf('@');
            if (at < 0) {
                add(given, defaultDomain, ids);
            } else {
                String name = given.substring(at + 1);
                add(given.substring(0, at), canonical(name), ids);
            }
        }
        return ids;
    }

    private String canonical(String name) throws DirectoryUnavailableException {
        return domains.named(name).map(Domain::name).orElseGet(() -> DomainNames.canonical(name));
    }

    /**
     * Groups that name the user; none if the server refuses the search, which it will do at the
     * next login, too: nobody could log in any more.
     */
    Set<String> fixed(Account account) throws DirectoryUnavailableException {
        try {
            Set<String> ids = found(account);
            refused.set(false);
            return ids;
        } catch (SearchRefusedException limit) {
            if (!refused.getAndSet(true)) {
                LOG.warn(
                        "Groups that name a user ({}) do not count for rights on folders, because"
                                + " the server refuses to search for them: {}. Give it an index,"
                                + " or set staticGroups = false",
                        MEMBER,
                        limit.getMessage());
            }
            return Set.of();
        }
    }

    private Set<String> found(Account account) throws DirectoryUnavailableException {
        String filter = "(" + MEMBER + "=" + SearchRequest.escape(account.dn()) + ")";
        List<String> wanted = new ArrayList<>(ADDRESSES);
        wanted.add(NAME);
        wanted.addAll(EntryMapping.GROUP_STATES);
        SearchRequest search =
                new SearchRequest(baseDn, Scope.SUBTREE, filter, wanted, GROUPS_AT_MOST);
        Set<String> ids = new TreeSet<>();
        List<DirectoryRecord> groups = sources.ask(s -> s.search(search));
        if (groups.size() == GROUPS_AT_MOST) {
            LOG.warn(
                    "{} may be in more groups than {}, others do not count",
                    account.id(),
                    GROUPS_AT_MOST);
        }
        for (DirectoryRecord group : groups) {
            Optional<Domain> domain = domains.ofEntry(group.dn());
            if (domain.isPresent() && stands(EntryMapping.groupStatus(group, domain.get()))) {
                names(group, domain.get()).forEach(name -> add(name, domain.get().name(), ids));
            }
        }
        return ids;
    }

    /** A group whose mail waits has its members; one that was taken out of use has none. */
    private static boolean stands(Status status) {
        return status == Status.HOLD || status.allowsLogin();
    }

    /**
     * Names of a group within its domain: those of its addresses, else its own. An address in
     * another domain is none: whoever administers one domain makes no groups of others.
     */
    private static List<String> names(DirectoryRecord group, Domain domain) {
        List<String> names = new ArrayList<>();
        for (String attribute : ADDRESSES) {
            for (String address : group.all(attribute)) {
                int at = address.lastIndexOf('@');
                if (at > 0 && isNameOf(domain, address.substring(at + 1).strip())) {
                    names.add(address.substring(0, at).strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        if (names.isEmpty()) {
            group.all(NAME).forEach(name -> names.add(name.strip().toLowerCase(Locale.ROOT)));
        }
        return names;
    }

    private static boolean isNameOf(Domain domain, String name) {
        String canonical = DomainNames.canonical(name);
        return canonical.equals(domain.name())
                || domain.aliases().stream().anyMatch(canonical::equalsIgnoreCase);
    }

    /** What no list can name, or means a group of another domain there, is left out. */
    private void add(String name, String domain, Set<String> ids) {
        if (AccessIdentifier.isGroup(domain.isEmpty() ? name : name + "@" + domain)) {
            if (domain.equals(defaultDomain)) {
                ids.add(name);
            }
            if (!domain.isEmpty()) {
                ids.add(name + "@" + domain);
            }
        }
    }
}
