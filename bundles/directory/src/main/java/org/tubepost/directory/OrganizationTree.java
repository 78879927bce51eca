// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.directory.SearchRequest.Scope;

/**
 * Domains of Schema 2: organisations with {@code sunPreferredDomain} and {@code associatedDomain},
 * anywhere below one base. An index node has {@code inetCanonicalDomainName} and the settings of
 * its own, while its users are below the {@code inetDomainBaseDN} that it names.
 */
final class OrganizationTree implements DomainTree {
    private static final Logger LOG = LoggerFactory.getLogger(OrganizationTree.class);
    private static final String CLASS = "sunManagedOrganization";

    private final Sources sources;
    private final String baseDn;

    OrganizationTree(Sources sources, String baseDn) {
        this.sources = sources;
        this.baseDn = baseDn;
    }

    @Override
    public Optional<Domain> domain(String name) throws DirectoryUnavailableException {
        String value = SearchRequest.escape(name);
        String filter =
                "(&(objectClass=%s)(|(sunPreferredDomain=%s)(associatedDomain=%s)))"
                        .formatted(CLASS, value, value);
        List<DirectoryRecord> found = sources.search(baseDn, Scope.SUBTREE, filter, 2);
        if (found.size() > 1) {
            LOG.error("Two directory entries claim the domain {}", name);
            throw new DirectoryUnavailableException("two entries claim the domain " + name, null);
        }
        return found.stream().findFirst().map(OrganizationTree::read);
    }

    private static Domain read(DirectoryRecord record) {
        String name =
                record.first("inetCanonicalDomainName")
                        .or(() -> record.first("sunPreferredDomain"))
                        .or(() -> record.first("o"))
                        .orElse("");
        return EntryMapping.domain(record, name, record.all("associatedDomain"));
    }

    @Override
    public Optional<Domain> domainOf(String dn) throws DirectoryUnavailableException {
        String top = DistinguishedName.key(baseDn);
        String above = DistinguishedName.parent(dn);
        while (!above.isEmpty() && !DistinguishedName.key(above).equals(top)) {
            Optional<DirectoryRecord> found = sources.record(above);
            if (found.isPresent() && found.get().isA(CLASS)) {
                return found.map(OrganizationTree::read);
            }
            above = DistinguishedName.parent(above);
        }
        return Optional.empty();
    }

    @Override
    public List<Domain> domains() throws DirectoryUnavailableException {
        return sources
                .search(
                        baseDn,
                        Scope.SUBTREE,
                        "(&(objectClass=" + CLASS + ")(sunPreferredDomain=*))",
                        0)
                .stream()
                .map(OrganizationTree::read)
                .toList();
    }

    @Override
    public Optional<Domain> madeBy(DirectoryRecord entry) {
        return entry.isA(CLASS) && entry.first("sunPreferredDomain").isPresent()
                ? Optional.of(read(entry))
                : Optional.empty();
    }

    @Override
    public List<DirectoryRecord> entriesOf(String name) {
        return List.of(
                new DirectoryRecord(
                        baseOf(name),
                        Map.of(
                                "objectClass",
                                List.of("top", "organization", CLASS, "mailDomain"),
                                "o",
                                List.of(name),
                                "sunPreferredDomain",
                                List.of(name),
                                "inetDomainStatus",
                                List.of("active"),
                                "mailDomainStatus",
                                List.of("active"))));
    }

    @Override
    public String baseOf(String name) {
        return "o=" + name + "," + baseDn;
    }

    @Override
    public List<String> removalOf(Domain domain) {
        return List.of(domain.attributes().dn());
    }
}
