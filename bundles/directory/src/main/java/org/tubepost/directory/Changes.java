// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.EntryKind;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.directory.SearchRequest.Scope;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;

/**
 * Makes and changes entries of every kind. Each is checked whole ({@link EntryRules}) before
 * anything is written. Whoever changes something must have what is cached forgotten.
 */
final class Changes {
    private static final int MOST_TRIES = 3;

    private final Sources sources;
    private final Tree tree;
    private final EntryRules rules;
    private final NewEntries newEntries;
    private final ModifiedEntries modified;
    // Counting who has a package and giving it to one more must be one step.
    private final ReentrantLock assigning = new ReentrantLock();

    Changes(Sources sources, Tree tree, Credentials credentials, Surroundings surroundings) {
        this.sources = sources;
        this.tree = tree;
        this.rules = new EntryRules(sources, surroundings);
        Members members = new Members(tree);
        this.newEntries = new NewEntries(tree, credentials, members);
        this.modified = new ModifiedEntries(newEntries, members);
    }

    Run run() {
        return new Run(sources, tree);
    }

    /** What makes entries of what is given. */
    NewEntries newEntries() {
        return newEntries;
    }

    /** The domain of exactly this name or alias, to which something is to be done. */
    Domain domain(String name, Run run)
            throws ProvisioningException, DirectoryUnavailableException {
        return run.named(name)
                .orElseThrow(() -> new ProvisioningException("there is no domain " + name));
    }

    /** Makes a domain with {@code ou=People} and {@code ou=Groups} below it. */
    void addDomain(String name, Map<String, List<String>> attributes)
            throws ProvisioningException, DirectoryUnavailableException {
        try {
            if (name.indexOf('.') < 0 || MailAddress.parse("postmaster@" + name).isUnqualified()) {
                throw new ProvisioningException("'" + name + "' is no full name of a domain");
            }
        } catch (AddressSyntaxException malformed) {
            throw new ProvisioningException(
                    "'" + name + "' cannot be a domain: " + malformed.getMessage());
        }
        if (tree.domainTree().domain(name).isPresent()) {
            throw new ProvisioningException("domain " + name + " exists already");
        }
        List<DirectoryRecord> entries = new ArrayList<>(tree.domainTree().entriesOf(name));
        int last = entries.size() - 1;
        Map<String, List<String>> values = new LinkedHashMap<>(entries.get(last).values());
        attributes.forEach((a, v) -> values.put(a.toLowerCase(Locale.ROOT), v));
        DirectoryRecord entry = new DirectoryRecord(entries.get(last).dn(), values);
        rules.check(
                EntryKind.DOMAIN,
                EntryMapping.domain(entry, name, List.of()),
                entry,
                Optional.empty(),
                run());
        entries.set(last, entry);
        for (DirectoryRecord each : entries) {
            addOrComplete(each);
        }
        String base = tree.domainTree().baseOf(name);
        for (String unit : List.of("People", "Groups")) {
            container("ou=" + unit + "," + base, "organizationalUnit", "ou", unit);
        }
    }

    /** A node of the domain tree may be there already, for the sake of a domain below it. */
    private void addOrComplete(DirectoryRecord entry)
            throws ProvisioningException, DirectoryUnavailableException {
        Optional<DirectoryRecord> present = tree.record(entry.dn());
        if (present.isEmpty()) {
            sources.change(s -> s.add(entry));
            return;
        }
        Map<String, List<String>> missing = new LinkedHashMap<>(entry.values());
        missing.keySet().removeIf(a -> present.get().all(a).containsAll(entry.all(a)));
        missing.computeIfPresent(
                "objectclass",
                (a, classes) ->
                        Stream.concat(present.get().all(a).stream(), classes.stream())
                                .distinct()
                                .toList());
        if (!missing.isEmpty()) {
            sources.change(s -> s.modify(entry.dn(), missing));
        }
    }

    private void container(String dn, String objectClass, String attribute, String value)
            throws ProvisioningException, DirectoryUnavailableException {
        if (tree.record(dn).isEmpty()) {
            DirectoryRecord entry =
                    new DirectoryRecord(
                            dn,
                            Map.of(
                                    "objectClass",
                                    List.of("top", objectClass),
                                    attribute,
                                    List.of(value)));
            sources.change(s -> s.add(entry));
        }
    }

    /** Checks a new entry, and makes it unless it is only tried. */
    void add(EntryKind kind, Domain domain, DirectoryRecord entry, Run run, boolean tried)
            throws ProvisioningException, DirectoryUnavailableException {
        rules.check(kind, domain, entry, Optional.empty(), run);
        assigned(
                domain,
                entry.all(ServicePackages.NAMES),
                run,
                () -> {
                    write(kind, domain, entry, tried);
                    return true;
                });
    }

    private void write(EntryKind kind, Domain domain, DirectoryRecord entry, boolean tried)
            throws ProvisioningException, DirectoryUnavailableException {
        if (tried) {
            return;
        }
        if (kind == EntryKind.PACKAGE) {
            container(tree.packages().top(), "organization", "o", "cosTemplates");
            container(tree.packages().unit(), "organization", "o", "mailuser");
        } else if (kind == EntryKind.RESOURCE) {
            container(
                    NewEntries.unitOf("Resources", domain),
                    "organizationalUnit",
                    "ou",
                    "Resources");
        }
        sources.change(s -> s.add(newEntries.hashed(entry)));
    }

    /** Changes an entry of no kind: what no rule is about. */
    boolean modifyOther(DirectoryRecord before, List<AttributeChange> changes, boolean tried)
            throws ProvisioningException, DirectoryUnavailableException {
        Map<String, List<String>> differences =
                ModifiedEntries.differences(before, modified.of(before, changes));
        if (!tried && !differences.isEmpty()) {
            sources.change(s -> s.modify(before.dn(), differences));
        }
        return !differences.isEmpty();
    }

    /**
     * Exchanges values that no rule is about, unless somebody else was faster.
     *
     * @return false if nothing is changed because the entry is not as the changes suppose
     */
    boolean exchange(DirectoryRecord entry, List<AttributeChange> changes)
            throws ProvisioningException, DirectoryUnavailableException {
        boolean[] done = new boolean[1];
        sources.change(s -> done[0] = s.exchange(entry.dn(), changes));
        return done[0];
    }

    /** Marks an entry as deleted: it takes no mail, and a purge removes it. */
    void mark(EntryKind kind, String dn)
            throws ProvisioningException, DirectoryUnavailableException {
        String attribute =
                switch (kind) {
                    case USER -> "inetUserStatus";
                    case GROUP -> "inetMailGroupStatus";
                    case RESOURCE -> "inetResourceStatus";
                    case DOMAIN -> "inetDomainStatus";
                    default -> throw new IllegalArgumentException(kind.toString());
                };
        sources.change(s -> s.modify(dn, Map.of(attribute, List.of("deleted"))));
    }

    /**
     * Checks what an entry would become, and writes what is different unless it is only tried.
     * Values that are added or taken away, and not set, are so from what others write meanwhile.
     */
    boolean modify(
            EntryKind kind,
            Domain domain,
            DirectoryRecord entry,
            List<AttributeChange> changes,
            Run run,
            boolean tried)
            throws ProvisioningException, DirectoryUnavailableException {
        DirectoryRecord before = entry;
        for (int i = 0; i < MOST_TRIES; i++) {
            DirectoryRecord after = modified.of(before, changes);
            List<AttributeChange> steps = ModifiedEntries.steps(before, after, changes);
            if (steps.isEmpty()) {
                return false;
            }
            rules.check(kind, domain, after, Optional.of(before), run);
            List<String> given = new ArrayList<>(after.all(ServicePackages.NAMES));
            for (String had : before.all(ServicePackages.NAMES)) {
                given.removeIf(had::equalsIgnoreCase);
            }
            DirectoryRecord read = before;
            if (assigned(domain, given, run, () -> tried || exchange(read, steps))) {
                return true;
            }
            // Somebody else was faster: what he has written is read now.
            before =
                    sources.record(entry.dn())
                            .orElseThrow(
                                    () ->
                                            new ProvisioningException(
                                                    "there is no entry " + entry.dn()));
        }
        throw new ProvisioningException(entry.dn() + " is being changed by others");
    }

    /** A write; false if nothing was written. */
    private interface Write {
        boolean run() throws ProvisioningException, DirectoryUnavailableException;
    }

    private boolean assigned(Domain domain, List<String> packages, Run run, Write write)
            throws ProvisioningException, DirectoryUnavailableException {
        if (packages.isEmpty()) {
            return write.run();
        }
        List<String> taken = new ArrayList<>();
        assigning.lock();
        try {
            for (String name : packages) {
                run.assign(domain, name);
                taken.add(name);
            }
            boolean written = write.run();
            if (written) {
                taken.clear();
            }
            return written;
        } finally {
            taken.forEach(name -> run.unassign(domain, name));
            assigning.unlock();
        }
    }

    /** The entry of a kind that has a name in a domain, as it is stored. */
    DirectoryRecord existing(EntryKind kind, Domain domain, String name)
            throws ProvisioningException, DirectoryUnavailableException {
        String value = SearchRequest.escape(name.toLowerCase(Locale.ROOT));
        String address = SearchRequest.escape(name + "@" + domain.name());
        String filter =
                switch (kind) {
                    case USER -> "(&(objectClass=inetMailUser)(uid=" + value + "))";
                    case RESOURCE -> "(&(objectClass=inetResource)(uid=" + value + "))";
                    case GROUP ->
                            "(&(objectClass=inetMailGroup)(|(cn=%s)(mail=%s)))"
                                    .formatted(value, address);
                    default -> throw new IllegalArgumentException(kind.toString());
                };
        List<DirectoryRecord> found =
                sources.search(domain.baseDn(), Scope.SUBTREE, filter, 3).stream()
                        .filter(r -> kind != EntryKind.USER || !r.isA("inetMailGroup"))
                        .toList();
        if (found.size() > 1) {
            throw new ProvisioningException(
                    "several entries are called %s: %s and %s"
                            .formatted(name, found.get(0).dn(), found.get(1).dn()));
        }
        if (found.isEmpty()) {
            throw new ProvisioningException(
                    "there is no %s %s@%s"
                            .formatted(kind.name().toLowerCase(Locale.ROOT), name, domain.name()));
        }
        return found.get(0);
    }

    /** The entry of a domain, as it is stored. */
    DirectoryRecord entryOf(Domain domain)
            throws ProvisioningException, DirectoryUnavailableException {
        String dn = domain.attributes().dn();
        return tree.record(dn)
                .orElseThrow(() -> new ProvisioningException("there is no entry " + dn));
    }

    /** True for a node that has settings of its own and the users of another domain. */
    boolean isIndex(Domain domain) throws DirectoryUnavailableException {
        String own = DistinguishedName.key(domain.attributes().dn());
        return tree.domainOf("cn=x," + domain.baseDn())
                .filter(owner -> !DistinguishedName.key(owner.attributes().dn()).equals(own))
                .isPresent();
    }

    /** Removes the entries that make a domain; those of its users must be gone. */
    void removeDomain(Domain domain) throws ProvisioningException, DirectoryUnavailableException {
        if (isIndex(domain)) {
            delete(domain.attributes().dn());
            return;
        }
        List<String> entries = new ArrayList<>();
        for (String unit : List.of("People", "Groups", "Resources")) {
            entries.add(NewEntries.unitOf(unit, domain));
        }
        entries.addAll(tree.domainTree().removalOf(domain));
        for (String dn : entries) {
            if (tree.record(dn).isPresent()) {
                delete(dn);
            }
        }
    }

    /** Deletes a service package that is allocated to no domain. */
    void deletePackage(DirectoryRecord template, boolean tried)
            throws ProvisioningException, DirectoryUnavailableException {
        String name = template.first("cn").orElse("");
        for (Domain domain : tree.domains()) {
            if (Allocations.of(tree, domain).containsKey(name)) {
                throw new ProvisioningException(
                        "package " + name + " is allocated to " + domain.name());
            }
        }
        if (!tried) {
            delete(template.dn());
        }
    }

    void delete(String dn) throws ProvisioningException, DirectoryUnavailableException {
        sources.change(s -> s.delete(dn));
    }
}
