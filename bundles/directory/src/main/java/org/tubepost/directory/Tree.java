// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
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
import org.tubepost.api.directory.Status;
import org.tubepost.api.message.MailAddress;

/**
 * Looks domains, users and groups up in either schema, without cache (reference page
 * directory-schema, section 2).
 */
final class Tree {
    private static final Logger LOG = LoggerFactory.getLogger(Tree.class);
    private static final int UPLEVEL_SEARCH = 1;
    private static final int UPLEVEL_CANONICAL = 2;
    private static final String VANITY = "msgVanityDomain";
    private static final List<String> ADDRESSES =
            List.of("mail", "mailAlternateAddress", "mailEquivalentAddress");
    // A correct directory has one entry a level; more than this tells of a wrong one.
    private static final int MOST_CANDIDATES = 16;

    private final Sources sources;
    private final DomainTree domains;
    private final EntryMapping mapping;
    private final ServicePackages packages;
    private final String baseDn;
    private final int uplevel;
    private final boolean vanity;

    Tree(Sources sources, DirectorySettings settings, ServicePackages packages) {
        this.sources = sources;
        this.baseDn = settings.baseDn();
        this.domains = schema(sources, settings);
        this.mapping = new EntryMapping(DomainNames.canonical(settings.defaultDomain()));
        this.packages = packages;
        this.uplevel = settings.domainUplevel();
        this.vanity = settings.vanityDomains();
    }

    private static DomainTree schema(Sources sources, DirectorySettings settings) {
        return switch (settings.schema().strip()) {
            case "2" -> new OrganizationTree(sources, settings.baseDn());
            case "1" -> new DcTree(sources, settings.dcRoot(), settings.baseDn(), false);
            case "compatibility" -> new DcTree(sources, settings.dcRoot(), settings.baseDn(), true);
            default ->
                    throw new IllegalArgumentException(
                            "schema is 1, 2 or compatibility, not " + settings.schema());
        };
    }

    /** The schema's place for domains. */
    DomainTree domainTree() {
        return domains;
    }

    /** The domain of this name or alias, or, where that is permitted, of a name above it. */
    Optional<Domain> domain(String name) throws DirectoryUnavailableException {
        Optional<Domain> found = domains.domain(name);
        String above = name;
        while (found.isEmpty() && (uplevel & UPLEVEL_SEARCH) != 0 && above.indexOf('.') >= 0) {
            above = above.substring(above.indexOf('.') + 1);
            found = above.indexOf('.') < 0 ? Optional.empty() : domains.domain(above);
        }
        return found.isEmpty() && vanity ? vanityDomain(name) : found;
    }

    /** A name that only users have: it owns nothing, and its users are anywhere. */
    private Optional<Domain> vanityDomain(String name) throws DirectoryUnavailableException {
        String filter = "(" + VANITY + "=" + SearchRequest.escape(name) + ")";
        return sources.search(baseDn, Scope.SUBTREE, filter, 1).isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Domain(
                                name,
                                List.of(),
                                baseDn,
                                Status.ACTIVE,
                                List.of(),
                                "",
                                "",
                                new DirectoryRecord("", Map.of(VANITY, List.of(name)))));
    }

    private static boolean isVanity(Domain domain) {
        return domain.attributes().first(VANITY).isPresent();
    }

    /**
     * The entry that an address reaches in its domain: the one with the address, else the one with
     * it less its sub-address, else the one with {@code mailAlternateAddress: @domain}. One search.
     */
    Optional<DirectoryEntry> byAddress(Domain domain, MailAddress address)
            throws DirectoryUnavailableException {
        return byForms(domain, address, AddressForms.of(address, namesOf(domain, address)));
    }

    /** The entry that has exactly this address, under any name of the domain. */
    Optional<DirectoryEntry> byExactAddress(Domain domain, MailAddress address)
            throws DirectoryUnavailableException {
        return byForms(domain, address, AddressForms.exactly(address, namesOf(domain, address)));
    }

    private Optional<DirectoryEntry> byForms(Domain domain, MailAddress address, AddressForms forms)
            throws DirectoryUnavailableException {
        StringBuilder filter = new StringBuilder("(|");
        for (String attribute : ADDRESSES) {
            for (String form : forms.all()) {
                if (!form.startsWith("@") || attribute.equals("mailAlternateAddress")) {
                    equality(filter, attribute, form);
                }
            }
        }
        if (isVanity(domain)) {
            equality(filter, "uid", address.localPart());
        }
        List<DirectoryRecord> found =
                search(domain, filter.append(')').toString(), MOST_CANDIDATES);
        return best(found, forms, domain);
    }

    private static void equality(StringBuilder filter, String attribute, String value) {
        filter.append('(').append(attribute).append('=');
        filter.append(SearchRequest.escape(value)).append(')');
    }

    /** Under which names of the domain an address is looked for. */
    private List<String> namesOf(Domain domain, MailAddress address) {
        String given = address.asciiDomain();
        boolean own =
                given.equals(domain.name())
                        || domain.aliases().stream().anyMatch(given::equalsIgnoreCase);
        List<String> names = new ArrayList<>(List.of(given));
        if (!given.equals(domain.name()) && (own || (uplevel & UPLEVEL_CANONICAL) != 0)) {
            names.add(domain.name());
        }
        return names;
    }

    private Optional<DirectoryEntry> best(
            List<DirectoryRecord> found, AddressForms forms, Domain domain)
            throws DirectoryUnavailableException {
        Optional<DirectoryEntry> best = Optional.empty();
        int bestLevel = Integer.MAX_VALUE;
        boolean several = false;
        for (DirectoryRecord record : found) {
            int level = forms.level(record, ADDRESSES);
            Optional<DirectoryEntry> entry =
                    level > bestLevel ? Optional.empty() : entry(record, domain);
            if (entry.isPresent()) {
                several = level == bestLevel;
                bestLevel = level;
                best = entry;
            }
        }
        if (several || found.size() == MOST_CANDIDATES) {
            LOG.error("Several directory entries of {} have {}", domain.name(), forms.all());
            throw new DirectoryUnavailableException("several entries have " + forms.all(), null);
        }
        return best;
    }

    private Optional<DirectoryEntry> entry(DirectoryRecord record, Domain domain)
            throws DirectoryUnavailableException {
        if (!isVanity(domain)) {
            return entryOf(record, domain);
        }
        Optional<Domain> own = domains.domainOf(record.dn());
        return own.isEmpty() ? Optional.empty() : entryOf(record, own.get());
    }

    /** The entry in its own domain. */
    Optional<DirectoryEntry> entryOf(DirectoryRecord record, Domain domain)
            throws DirectoryUnavailableException {
        return mapping.entry(packages.applied(record), domain);
    }

    /** Who owns the mailboxes of a user in the store. */
    String ownerId(String uid, Domain domain) {
        return mapping.ownerId(uid, domain.name());
    }

    Optional<Account> byUid(Domain domain, String uid) throws DirectoryUnavailableException {
        return oneUser(domain, "(uid=" + SearchRequest.escape(uid) + ")");
    }

    /**
     * The user whom a login means: by the domain's {@code inetDomainSearchFilter}, else by {@code
     * uid}.
     *
     * @param typed the login as it was typed
     */
    Optional<Account> byLogin(Domain domain, String uid, String typed)
            throws DirectoryUnavailableException {
        Optional<String> own = domain.attributes().first("inetDomainSearchFilter");
        if (own.isEmpty() || own.get().isBlank()) {
            return byUid(domain, uid);
        }
        StringBuilder filter = new StringBuilder();
        String pattern = own.get().strip();
        for (int i = 0; i < pattern.length(); i++) {
            String token = pattern.substring(i, Math.min(i + 2, pattern.length()));
            switch (token) {
                case "%U" -> filter.append(SearchRequest.escape(uid));
                case "%V" -> filter.append(SearchRequest.escape(domain.name()));
                case "%o" -> filter.append(SearchRequest.escape(typed));
                default -> filter.append(pattern.charAt(i));
            }
            i += List.of("%U", "%V", "%o").contains(token) ? 1 : 0;
        }
        return oneUser(domain, filter.toString());
    }

    private Optional<Account> oneUser(Domain domain, String filter)
            throws DirectoryUnavailableException {
        List<DirectoryRecord> found =
                search(domain, "(&(objectClass=inetMailUser)" + filter + ")", 2);
        if (found.size() > 1) {
            LOG.error("Several users match {} in {}", filter, domain.name());
            throw new DirectoryUnavailableException("several users match " + filter, null);
        }
        return found.isEmpty()
                ? Optional.empty()
                : entry(found.get(0), domain)
                        .filter(Account.class::isInstance)
                        .map(Account.class::cast);
    }

    private List<DirectoryRecord> search(Domain domain, String filter, int limit)
            throws DirectoryUnavailableException {
        String asked =
                isVanity(domain)
                        ? "(&(%s=%s)%s)"
                                .formatted(VANITY, SearchRequest.escape(domain.name()), filter)
                        : filter;
        return sources.search(domain.baseDn(), Scope.SUBTREE, asked, limit);
    }

    /** The service packages that its users may have. */
    ServicePackages packages() {
        return packages;
    }

    /** The root of the tree of organisations. */
    String baseDn() {
        return baseDn;
    }

    Optional<DirectoryRecord> record(String dn) throws DirectoryUnavailableException {
        return sources.record(dn);
    }

    Optional<Domain> domainOf(String dn) throws DirectoryUnavailableException {
        return domains.domainOf(dn);
    }

    List<Domain> domains() throws DirectoryUnavailableException {
        return domains.domains();
    }

    /**
     * Tells by the name of an entry below the base of a domain whether it is this domain's, and not
     * of another one whose base is further down.
     *
     * @param all domains that there are
     */
    static Predicate<String> ownedBy(Domain domain, List<Domain> all) {
        String base = "," + DistinguishedName.key(domain.baseDn());
        List<String> inner =
                all.stream()
                        .map(other -> DistinguishedName.key(other.baseDn()))
                        .filter(key -> key.endsWith(base))
                        .toList();
        return dn -> {
            String key = DistinguishedName.key(dn);
            return inner.stream().noneMatch(i -> key.equals(i) || key.endsWith("," + i));
        };
    }

    List<Account> accounts(Domain domain) throws DirectoryUnavailableException {
        List<Account> accounts = new ArrayList<>();
        for (DirectoryRecord record : search(domain, "(objectClass=inetMailUser)", 0)) {
            if (!record.isA("inetMailGroup")) {
                mapping.account(packages.applied(record), domain).ifPresent(accounts::add);
            }
        }
        return accounts;
    }

    List<Group> groups(Domain domain) throws DirectoryUnavailableException {
        return search(domain, "(objectClass=inetMailGroup)", 0).stream()
                .flatMap(r -> mapping.group(r, domain).stream())
                .toList();
    }
}
