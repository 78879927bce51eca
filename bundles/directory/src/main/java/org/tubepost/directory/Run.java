// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.directory.SearchRequest.Scope;

/**
 * What has been asked in the course of one change, or of one import, which asks the same for each
 * of many entries: domains, and how many users have a package. Several threads may use it.
 */
final class Run {
    private final Sources sources;
    private final Tree tree;
    private final Map<String, Optional<Domain>> domains = new HashMap<>();
    private final Map<String, Optional<Domain>> named = new HashMap<>();
    private final Map<String, Optional<Domain>> domainsOfUnits = new HashMap<>();
    private final Map<String, Domain> pretended = new HashMap<>();
    private final Map<String, DirectoryRecord> pretendedPackages = new HashMap<>();
    private final Map<String, Map<String, Integer>> allocated = new HashMap<>();
    private final Map<String, Integer> assigned = new HashMap<>();

    Run(Sources sources, Tree tree) {
        this.sources = sources;
        this.tree = tree;
    }

    /** The domain of this name or alias. */
    synchronized Optional<Domain> domain(String name) throws DirectoryUnavailableException {
        String key = DomainNames.canonical(name);
        Optional<Domain> known = domains.get(key);
        if (known == null) {
            known = tree.domain(key);
            domains.put(key, known);
        }
        return known;
    }

    /**
     * The domain with exactly this name or alias. What is to be changed is named so: that mail for
     * a name goes to a domain does not make it the domain's.
     */
    synchronized Optional<Domain> named(String name) throws DirectoryUnavailableException {
        String key = DomainNames.canonical(name);
        Optional<Domain> known = named.get(key);
        if (known == null) {
            known = tree.domainTree().domain(key);
            if (known.isEmpty()) {
                known = pretended.values().stream().filter(d -> d.name().equals(key)).findFirst();
            }
            named.put(key, known);
        }
        return known;
    }

    /** The domain below which an entry is or would be. */
    synchronized Optional<Domain> domainOf(String dn) throws DirectoryUnavailableException {
        String key = DistinguishedName.key(DistinguishedName.parent(dn));
        Optional<Domain> known = domainsOfUnits.get(key);
        if (known == null) {
            known = tree.domainOf(dn);
            String above = key;
            while (known.isEmpty() && !pretended.isEmpty() && !above.isEmpty()) {
                known = Optional.ofNullable(pretended.get(above));
                above = DistinguishedName.parent(above);
            }
            domainsOfUnits.put(key, known);
        }
        return known;
    }

    /** From now on a domain counts as there, though it is only tried. */
    synchronized void pretend(Domain domain) {
        domains.put(domain.name(), Optional.of(domain));
        named.remove(domain.name());
        String base = DistinguishedName.key(domain.baseDn());
        domainsOfUnits.keySet().removeIf(unit -> unit.equals(base) || unit.endsWith("," + base));
        pretended.put(base, domain);
    }

    /** Domains may have changed. */
    synchronized void forgetDomains() {
        domains.clear();
        named.clear();
        domainsOfUnits.clear();
    }

    /** All service packages by their names in lower case. */
    synchronized Map<String, DirectoryRecord> packages() throws DirectoryUnavailableException {
        Map<String, DirectoryRecord> known = tree.packages().all();
        if (pretendedPackages.isEmpty()) {
            return known;
        }
        Map<String, DirectoryRecord> all = new TreeMap<>(known);
        all.putAll(pretendedPackages);
        return all;
    }

    /** From now on a package counts as there, though it is only tried. */
    synchronized void pretendPackage(DirectoryRecord template) {
        template.first("cn")
                .ifPresent(n -> pretendedPackages.put(n.toLowerCase(Locale.ROOT), template));
    }

    /** How many users of a domain have a package. */
    synchronized int assigned(Domain domain, String packageName)
            throws DirectoryUnavailableException {
        String key = key(domain, packageName);
        Integer known = assigned.get(key);
        if (known == null) {
            String filter =
                    "(&(objectClass=inetMailUser)(%s=%s))"
                            .formatted(ServicePackages.NAMES, SearchRequest.escape(packageName));
            SearchRequest request =
                    new SearchRequest(domain.baseDn(), Scope.SUBTREE, filter, List.of("uid"), 0);
            known = sources.ask(s -> s.search(request)).size();
            assigned.put(key, known);
        }
        return known;
    }

    /**
     * Takes one of those that are allocated.
     *
     * @throws ProvisioningException if there are none, or none is left
     */
    synchronized void assign(Domain domain, String packageName)
            throws ProvisioningException, DirectoryUnavailableException {
        Map<String, Integer> counts = allocated.get(domain.name());
        if (counts == null) {
            Domain tried = pretended.get(DistinguishedName.key(domain.baseDn()));
            counts =
                    tried == null
                            ? Allocations.of(tree, domain)
                            : Allocations.of(Optional.of(tried.attributes()));
            allocated.put(domain.name(), counts);
        }
        int most = counts.getOrDefault(packageName, 0);
        int used = assigned(domain, packageName);
        if (used >= most) {
            throw new ProvisioningException(
                    ServicePackages.NAMES,
                    most == 0
                            ? "package " + packageName + " is not allocated to " + domain.name()
                            : "all %d of package %s that %s may have are assigned"
                                    .formatted(most, packageName, domain.name()));
        }
        assigned.put(key(domain, packageName), used + 1);
    }

    /** Gives it back, because the change was not made after all. */
    synchronized void unassign(Domain domain, String packageName) {
        assigned.computeIfPresent(key(domain, packageName), (k, count) -> count - 1);
    }

    /** Others may have assigned packages since. */
    synchronized void forgetPackages() {
        allocated.clear();
        assigned.clear();
    }

    private static String key(Domain domain, String packageName) {
        return packageName.toLowerCase(Locale.ROOT) + " " + domain.name();
    }
}
