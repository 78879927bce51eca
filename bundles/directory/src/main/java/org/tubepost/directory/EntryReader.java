// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.EntryStream.EntryVisitor;
import org.tubepost.api.directory.SearchRequest;

/** Reads entries that are known by name or found by LDAP URLs, many at once where that is asked. */
final class EntryReader {
    private final Sources sources;
    private final Tree tree;
    private final EntryBatches batches;
    private final Caches caches;

    EntryReader(Sources sources, Tree tree, Caches caches) {
        this.sources = sources;
        this.tree = tree;
        this.batches = new EntryBatches(sources);
        this.caches = caches;
    }

    Optional<DirectoryEntry> byDn(String dn) throws DirectoryUnavailableException {
        return caches.entries.get(
                dn.toLowerCase(Locale.ROOT),
                key -> {
                    Optional<DirectoryRecord> record = tree.record(dn);
                    return record.isEmpty() ? Optional.empty() : entry(record.get());
                });
    }

    /** The domain that an entry is in. */
    Optional<Domain> domainOf(String dn) throws DirectoryUnavailableException {
        // Members of a group share few parents: their domain is asked for once, not once a member.
        String unit = DistinguishedName.parent(dn).toLowerCase(Locale.ROOT);
        return caches.domainsOfUnits.get(unit, u -> tree.domainOf(dn));
    }

    private Optional<DirectoryEntry> entry(DirectoryRecord record)
            throws DirectoryUnavailableException {
        Optional<Domain> domain = domainOf(record.dn());
        return domain.isEmpty() ? Optional.empty() : tree.entryOf(record, domain.get());
    }

    List<String> values(String ldapUrl) throws DirectoryUnavailableException {
        SearchRequest request = SearchRequest.ofUrl(ldapUrl);
        return caches.urls
                .get(ldapUrl, u -> Optional.of(found(request)).filter(v -> !v.isEmpty()))
                .orElse(List.of());
    }

    void entries(String ldapUrl, EntryVisitor visitor) throws DirectoryUnavailableException {
        sources.visit(
                SearchRequest.ofUrl(ldapUrl),
                page -> {
                    for (DirectoryRecord record : page) {
                        visitor.entry(record.dn(), entry(record));
                    }
                });
    }

    void entries(List<String> dns, EntryVisitor visitor) throws DirectoryUnavailableException {
        List<String> unknown = new ArrayList<>();
        for (String dn : dns) {
            if (caches.entries.holds(dn.toLowerCase(Locale.ROOT))) {
                visitor.entry(dn, byDn(dn));
            } else {
                unknown.add(dn);
            }
            if (unknown.size() == EntryBatches.MOST) {
                readAhead(unknown);
                visit(unknown, visitor);
                unknown.clear();
            }
        }
        readAhead(unknown);
        visit(unknown, visitor);
    }

    /** Caches those that a few searches find; the others are asked for one by one. */
    private void readAhead(List<String> dns) throws DirectoryUnavailableException {
        long before = caches.entries.clearings();
        Map<String, DirectoryRecord> found = batches.records(dns);
        for (String dn : dns) {
            DirectoryRecord record = found.get(DistinguishedName.key(dn));
            if (record != null) {
                caches.entries.keep(dn.toLowerCase(Locale.ROOT), entry(record), before);
            }
        }
    }

    private void visit(List<String> dns, EntryVisitor visitor)
            throws DirectoryUnavailableException {
        for (String dn : dns) {
            visitor.entry(dn, byDn(dn));
        }
    }

    private List<String> found(SearchRequest request) throws DirectoryUnavailableException {
        long before = caches.entries.clearings();
        List<DirectoryRecord> records = sources.ask(s -> s.search(request));
        if (!request.attributes().isEmpty()) {
            String attribute = request.attributes().get(0);
            return records.stream().flatMap(r -> r.all(attribute).stream()).distinct().toList();
        }
        // Who asks for entries goes on to open them: they have been read whole already.
        for (DirectoryRecord record : records) {
            caches.entries.keep(record.dn().toLowerCase(Locale.ROOT), entry(record), before);
        }
        return records.stream().map(DirectoryRecord::dn).toList();
    }
}
