// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.directory.Administrator;
import org.tubepost.api.directory.Administrator.Role;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.DirectoryAdministration;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.EntryKind;
import org.tubepost.api.directory.Interchange;
import org.tubepost.api.directory.PackageAllocation;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.PurgeReport;

/**
 * Provisioning with roles: asks {@link Authority}, has {@link Changes} made, and writes each one
 * down with the name of who made it.
 */
@Component(service = DirectoryAdministration.class)
public final class Administration implements DirectoryAdministration {
    private static final Logger LOG = LoggerFactory.getLogger(Administration.class);

    private final StandardProvisioning provisioning;
    private final CachedDirectory directory;
    private final Tree tree;
    private final Changes changes;
    private final RoleAdministration roles;
    private final AdministeredEntries entries;
    private final Authority authority;
    private final StoreMailboxes mailboxes;
    private final Clock clock;
    private final EntryInterchange interchange;

    /** Works on a directory. */
    @Activate
    public Administration(BundleContext context, @Reference StandardProvisioning provisioning) {
        this(context, provisioning, Clock.systemUTC());
    }

    Administration(BundleContext context, StandardProvisioning provisioning, Clock clock) {
        this.provisioning = provisioning;
        this.directory = provisioning.directory();
        this.tree = directory.tree();
        this.changes = provisioning.changes();
        this.authority = new Authority(directory, provisioning.roles());
        this.roles = new RoleAdministration(provisioning, authority);
        this.entries = new AdministeredEntries(changes, authority);
        this.mailboxes = new StoreMailboxes(context, provisioning.surroundings());
        this.clock = clock;
        this.interchange = new EntryInterchange(provisioning, authority);
    }

    @Deactivate
    void close() {
        mailboxes.close();
    }

    private static void log(Administrator who, String what, Object which) {
        LOG.info("{} {} {}", who.name(), what, which);
    }

    @Override
    public Administrator administrator(String login)
            throws ProvisioningException, DirectoryUnavailableException {
        return roles.of(login);
    }

    @Override
    public void add(Administrator who, EntryKind kind, String name, Map<String, List<String>> given)
            throws ProvisioningException, DirectoryUnavailableException {
        Map<String, List<String>> attributes = descriptions().known(given);
        if (kind == EntryKind.DOMAIN) {
            authority.platform(who, "make a domain");
            provisioning.forgetting(
                    () -> changes.addDomain(DomainNames.canonical(name), attributes));
        } else {
            addBelow(who, kind, name, attributes);
        }
        log(who, "added", kind + " " + name);
    }

    private AttributeDescriptions descriptions() {
        return new AttributeDescriptions(directory.sources().names());
    }

    private void addBelow(
            Administrator who, EntryKind kind, String name, Map<String, List<String>> attributes)
            throws ProvisioningException, DirectoryUnavailableException {
        Run run = changes.run();
        Domain domain;
        String local;
        if (kind == EntryKind.PACKAGE) {
            authority.platform(who, "define a package");
            refusePackageAttributes(attributes.keySet());
            if (run.packages().containsKey(name.toLowerCase(Locale.ROOT))) {
                throw new ProvisioningException("package " + name + " exists already");
            }
            domain = null;
            local = name;
        } else {
            EntryName parts = EntryName.of(name);
            domain = changes.domain(parts.domain(), run);
            local = parts.local();
            authority.inDomain(who, domain);
            authority.values(who, kind, attributes, domain);
        }
        DirectoryRecord entry = changes.newEntries().entry(kind, domain, local, attributes);
        if (domain != null) {
            authority.entry(who, entry, domain);
        }
        provisioning.forgetting(() -> changes.add(kind, domain, entry, run, false));
    }

    private static void refusePackageAttributes(Iterable<String> attributes)
            throws ProvisioningException {
        for (String attribute : attributes) {
            if (ServicePackages.ATTRIBUTES.stream().noneMatch(attribute::equalsIgnoreCase)) {
                throw new ProvisioningException(
                        attribute,
                        "cannot come from a package; these can: "
                                + String.join(", ", ServicePackages.ATTRIBUTES));
            }
        }
    }

    @Override
    public void modify(Administrator who, EntryKind kind, String name, List<AttributeChange> given)
            throws ProvisioningException, DirectoryUnavailableException {
        List<AttributeChange> wanted = descriptions().known(given);
        AdministeredEntries.Found found = entries.find(who, kind, name);
        authority.changes(who, kind, wanted, found.domain());
        if (kind == EntryKind.PACKAGE) {
            refusePackageAttributes(wanted.stream().map(AttributeChange::attribute).toList());
        }
        provisioning.forgetting(
                () ->
                        changes.modify(
                                kind, found.domain(), found.entry(), wanted, changes.run(), false));
        log(
                who,
                "modified " + wanted.stream().map(AttributeChange::attribute).toList() + " of",
                kind + " " + name);
    }

    @Override
    public void delete(Administrator who, EntryKind kind, String name)
            throws ProvisioningException, DirectoryUnavailableException {
        if (kind == EntryKind.PACKAGE) {
            DirectoryRecord template = entries.find(who, kind, name).entry();
            provisioning.forgetting(() -> changes.deletePackage(template, false));
            log(who, "deleted", kind + " " + name);
            return;
        }
        if (kind == EntryKind.DOMAIN) {
            authority.platform(who, "delete a domain");
        }
        AdministeredEntries.Found found = entries.find(who, kind, name);
        if (kind == EntryKind.DOMAIN) {
            AdministeredEntries.refuseAlias(found.domain(), name);
        }
        provisioning.forgetting(() -> changes.mark(kind, found.entry().dn()));
        log(who, "deleted", kind + " " + name);
    }

    @Override
    public PurgeReport purge(
            Administrator who, EntryKind kind, String domain, String name, Duration grace)
            throws ProvisioningException, DirectoryUnavailableException {
        authority.platform(who, "purge");
        Purge purge = new Purge(provisioning, mailboxes, clock);
        try {
            provisioning.forgetting(() -> purge(purge, kind, domain, name, grace));
        } finally {
            // What is gone is gone, also when the purge did not come to its end.
            purge.report().purged().forEach(dn -> log(who, "purged", dn));
        }
        return purge.report();
    }

    private void purge(Purge purge, EntryKind kind, String domain, String name, Duration grace)
            throws ProvisioningException, DirectoryUnavailableException {
        Run run = changes.run();
        switch (kind) {
            case PACKAGE -> throw new ProvisioningException("packages are deleted at once");
            case DOMAIN -> {
                Domain whole = changes.domain(domain, run);
                AdministeredEntries.refuseAlias(whole, domain);
                purge.domain(whole, grace);
            }
            default -> {
                EntryName parts = name.isEmpty() ? null : EntryName.of(name);
                List<Domain> where =
                        parts != null || !domain.isEmpty()
                                ? List.of(
                                        changes.domain(
                                                parts == null ? domain : parts.domain(), run))
                                : tree.domains();
                for (Domain each : where) {
                    purge.entries(kind, each, parts == null ? "" : parts.local(), grace);
                }
            }
        }
    }

    @Override
    public List<DirectoryRecord> list(
            Administrator who, EntryKind kind, String domain, Map<String, String> filters)
            throws ProvisioningException, DirectoryUnavailableException {
        Authority.filters(who, filters.keySet());
        Run run = changes.run();
        List<Domain> where = new ArrayList<>();
        String wanted = domain.isEmpty() ? who.domain() : domain;
        if (!wanted.isEmpty()) {
            where.add(changes.domain(wanted, run));
            authority.inDomain(who, where.get(0));
        } else if (kind != EntryKind.PACKAGE) {
            where.addAll(tree.domains());
        }
        return listing(who, filters).of(kind, where, run);
    }

    private Listing listing(Administrator who, Map<String, String> filters) {
        return new Listing(directory, entry -> Authority.seen(who, entry), filters);
    }

    @Override
    public List<Domain> domains(Administrator who, Map<String, String> filters)
            throws DirectoryUnavailableException {
        Listing listing = listing(who, filters);
        return tree.domains().stream()
                .filter(d -> who.isUnbounded() || who.domain().equals(d.name()))
                .filter(d -> listing.matches(d.attributes()))
                .toList();
    }

    @Override
    public DirectoryRecord show(Administrator who, EntryKind kind, String name)
            throws ProvisioningException, DirectoryUnavailableException {
        return Authority.seen(who, entries.find(who, kind, name).entry());
    }

    @Override
    public void allocate(Administrator who, String domain, String packageName, int count)
            throws ProvisioningException, DirectoryUnavailableException {
        authority.platform(who, "allocate packages");
        Run run = changes.run();
        Domain where = changes.domain(domain, run);
        String name =
                AdministeredEntries.servicePackage(packageName, run)
                        .first("cn")
                        .orElse(packageName);
        int assigned = run.assigned(where, name);
        if (count < assigned) {
            throw new ProvisioningException(
                    "%d users of %s have package %s".formatted(assigned, where.name(), name));
        }
        provisioning.forgetting(
                () -> Allocations.set(directory.sources(), tree, where, name, count));
        log(who, "allocated " + count + " of package " + name + " to", where.name());
    }

    @Override
    public List<PackageAllocation> allocations(Administrator who, String domain)
            throws ProvisioningException, DirectoryUnavailableException {
        Run run = changes.run();
        Domain where = changes.domain(domain, run);
        authority.inDomain(who, where);
        List<PackageAllocation> all = new ArrayList<>();
        for (Map.Entry<String, Integer> each : Allocations.of(tree, where).entrySet()) {
            all.add(
                    new PackageAllocation(
                            each.getKey(), each.getValue(), run.assigned(where, each.getKey())));
        }
        return all;
    }

    @Override
    public void grant(Administrator who, String login, Role role)
            throws ProvisioningException, DirectoryUnavailableException {
        log(who, "granted " + role + " to", roles.grant(who, login, role).id());
    }

    @Override
    public void revoke(Administrator who, String login, Role role)
            throws ProvisioningException, DirectoryUnavailableException {
        log(who, "revoked " + role + " from", roles.revoke(who, login, role).id());
    }

    @Override
    public List<Administrator> administrators(Administrator who)
            throws ProvisioningException, DirectoryUnavailableException {
        return roles.all(who);
    }

    @Override
    public Interchange interchange() {
        return interchange;
    }
}
