// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.Locale;
import java.util.Optional;
import org.tubepost.api.directory.Administrator;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.EntryKind;
import org.tubepost.api.directory.ProvisioningException;

/** Finds the entry that an administrator names, and refuses one that he may not touch. */
final class AdministeredEntries {
    private final Changes changes;
    private final Authority authority;

    AdministeredEntries(Changes changes, Authority authority) {
        this.changes = changes;
        this.authority = authority;
    }

    /** An entry, and the domain that it is in; null for a package. */
    record Found(DirectoryRecord entry, Domain domain) {}

    Found find(Administrator who, EntryKind kind, String name)
            throws ProvisioningException, DirectoryUnavailableException {
        Run run = changes.run();
        if (kind == EntryKind.PACKAGE) {
            authority.platform(who, "touch a package");
            return new Found(servicePackage(name, run), null);
        }
        if (kind == EntryKind.DOMAIN) {
            Domain domain = changes.domain(name, run);
            authority.inDomain(who, domain);
            return new Found(changes.entryOf(domain), domain);
        }
        EntryName parts = EntryName.of(name);
        Domain domain = changes.domain(parts.domain(), run);
        authority.inDomain(who, domain);
        DirectoryRecord entry = changes.existing(kind, domain, parts.local());
        authority.entry(who, entry, domain);
        return new Found(entry, domain);
    }

    static DirectoryRecord servicePackage(String name, Run run)
            throws ProvisioningException, DirectoryUnavailableException {
        return Optional.ofNullable(run.packages().get(name.toLowerCase(Locale.ROOT)))
                .orElseThrow(() -> new ProvisioningException("there is no package " + name));
    }

    /** Who says an alias may not know what else would go with it. */
    static void refuseAlias(Domain domain, String name) throws ProvisioningException {
        String given = DomainNames.canonical(name);
        boolean own =
                given.equals(domain.name())
                        || domain.attributes().all("sunPreferredDomain").stream()
                                .anyMatch(given::equalsIgnoreCase);
        if (!own && domain.aliases().stream().anyMatch(given::equalsIgnoreCase)) {
            throw new ProvisioningException(name + " is only another name of " + domain.name());
        }
    }
}
