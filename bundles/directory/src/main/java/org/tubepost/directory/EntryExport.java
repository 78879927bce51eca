// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.tubepost.api.directory.Administrator;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.Interchange.Format;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.directory.SearchRequest.Scope;
import org.tubepost.directory.interchange.EntryWriter;

/** Writes entries so that they can be read again in that order: parents before children. */
final class EntryExport {
    private static final String LEAVES =
            "(|(objectClass=inetMailUser)(objectClass=inetMailGroup)(objectClass=inetResource))";

    private final CachedDirectory directory;
    private final Changes changes;
    private final Tree tree;
    private final Authority authority;
    private final Administrator who;
    private final Set<String> written = new HashSet<>();
    private List<Domain> all = List.of();
    private long count;

    EntryExport(StandardProvisioning provisioning, Authority authority, Administrator who) {
        this.directory = provisioning.directory();
        this.changes = provisioning.changes();
        this.tree = directory.tree();
        this.authority = authority;
        this.who = who;
    }

    /** Writes a domain, or all that the administrator may see. */
    long write(OutputStream out, Format format, String name)
            throws ProvisioningException, DirectoryUnavailableException, IOException {
        String wanted = name.isEmpty() ? who.domain() : name;
        List<Domain> domains = new ArrayList<>();
        all = tree.domains();
        if (wanted.isEmpty()) {
            domains.addAll(all);
        } else {
            domains.add(changes.domain(wanted, changes.run()));
            authority.inDomain(who, domains.get(0));
        }
        EntryWriter writer = new EntryWriter(out);
        try {
            if (format == Format.CSV) {
                csv(writer, domains);
            } else {
                ldif(writer, domains, wanted.isEmpty());
            }
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        }
        writer.flush();
        return count;
    }

    private void ldif(EntryWriter writer, List<Domain> domains, boolean packages)
            throws DirectoryUnavailableException, IOException {
        writer.ldifHeader();
        for (Domain domain : domains) {
            if (who.isUnbounded()) {
                above(writer, domain.attributes().dn());
            }
            List<DirectoryRecord> inner = new ArrayList<>();
            visit(domain, "(!" + LEAVES + ")", inner::add);
            inner.sort(Comparator.comparingInt(r -> DistinguishedName.depth(r.dn())));
            for (DirectoryRecord record : inner) {
                one(writer, record);
            }
            visit(domain, LEAVES, record -> one(writer, record));
        }
        if (packages) {
            for (String container : List.of(tree.packages().top(), tree.packages().unit())) {
                tree.record(container).ifPresent(record -> one(writer, record));
            }
            for (DirectoryRecord template : tree.packages().all().values()) {
                one(writer, template);
            }
        }
    }

    /** The entry of a domain and those above it, except the one at the top. */
    private void above(EntryWriter writer, String dn)
            throws DirectoryUnavailableException, IOException {
        String parent = DistinguishedName.parent(dn);
        if (parent.isEmpty() || written.contains(DistinguishedName.key(dn))) {
            return;
        }
        above(writer, parent);
        Optional<DirectoryRecord> record = tree.record(dn);
        if (record.isPresent()) {
            one(writer, record.get());
        }
    }

    private void one(EntryWriter writer, DirectoryRecord record) {
        try {
            if (written.add(DistinguishedName.key(record.dn()))) {
                writer.ldif(Authority.seen(who, record));
                count++;
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void csv(EntryWriter writer, List<Domain> domains)
            throws DirectoryUnavailableException, IOException {
        String users = "(&(objectClass=inetMailUser)(!(objectClass=inetMailGroup)))";
        Set<String> names = new TreeSet<>();
        for (Domain domain : domains) {
            visit(
                    domain,
                    users,
                    record -> names.addAll(Authority.seen(who, record).values().keySet()));
        }
        List<String> columns = new ArrayList<>(List.of("dn"));
        columns.addAll(names);
        writer.csvHeader(columns);
        for (Domain domain : domains) {
            visit(
                    domain,
                    users,
                    record -> {
                        try {
                            if (written.add(DistinguishedName.key(record.dn()))) {
                                writer.csv(Authority.seen(who, record), columns);
                                count++;
                            }
                        } catch (IOException broken) {
                            throw new UncheckedIOException(broken);
                        }
                    });
        }
    }

    /** Takes an entry. */
    private interface Visitor {
        void entry(DirectoryRecord record);
    }

    private void visit(Domain domain, String filter, Visitor visitor)
            throws DirectoryUnavailableException {
        Predicate<String> owned = Tree.ownedBy(domain, all);
        directory
                .sources()
                .visit(
                        new SearchRequest(domain.baseDn(), Scope.SUBTREE, filter, List.of(), 0),
                        page ->
                                page.stream()
                                        .filter(r -> owned.test(r.dn()))
                                        .forEach(visitor::entry));
    }
}
