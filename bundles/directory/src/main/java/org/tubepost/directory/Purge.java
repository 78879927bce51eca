// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.EntryKind;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.PurgeReport;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.directory.SearchRequest.Scope;
import org.tubepost.directory.rules.ValueRules;

/**
 * The second step of deleting: what has been marked for long enough goes, a user's mailboxes first,
 * then what names the entry, then the entry. A purge that was stopped can be repeated.
 */
final class Purge {
    /** When an entry was changed last, as servers tell it (RFC 4512 section 3.4). */
    private static final String CHANGED = "modifyTimestamp";

    private static final String UNMARKED = ": it is no longer marked";

    private static final Map<EntryKind, String> CLASSES =
            Map.of(
                    EntryKind.USER, "inetMailUser",
                    EntryKind.GROUP, "inetMailGroup",
                    EntryKind.RESOURCE, "inetResource");

    private final Sources sources;
    private final Tree tree;
    private final Changes changes;
    private final Roles roles;
    private final Mailboxes mailboxes;
    private final Clock clock;
    private final List<String> purged = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();
    private List<Domain> domains = List.of();

    /** Removes mailboxes. */
    interface Mailboxes {
        /**
         * Removes all mailboxes of an owner.
         *
         * @throws ProvisioningException if they cannot be removed; tells why
         */
        void remove(String owner, String mailHost) throws ProvisioningException;
    }

    Purge(StandardProvisioning provisioning, Mailboxes mailboxes, Clock clock) {
        this.sources = provisioning.directory().written();
        this.tree = provisioning.directory().tree();
        this.changes = provisioning.changes();
        this.roles = provisioning.roles();
        this.mailboxes = mailboxes;
        this.clock = clock;
    }

    PurgeReport report() {
        return new PurgeReport(purged, kept);
    }

    /** Entries of a kind in a domain; all, or the one with this name. */
    void entries(EntryKind kind, Domain domain, String name, Duration grace)
            throws ProvisioningException, DirectoryUnavailableException {
        String only = name.isEmpty() ? "" : changes.existing(kind, domain, name).dn();
        String filter = "(objectClass=" + CLASSES.get(kind) + ")";
        Predicate<String> owned = Tree.ownedBy(domain, domains());
        for (DirectoryRecord entry : read(domain.baseDn(), Scope.SUBTREE, filter)) {
            boolean wanted = owned.test(entry.dn()) && (only.isEmpty() || only.equals(entry.dn()));
            if (wanted && kindOf(entry) == kind && isMarked(kind, entry)) {
                if (isDue(entry, grace)) {
                    removeIfStillDue(kind, domain, entry.dn(), grace);
                }
            } else if (wanted && !only.isEmpty()) {
                throw new ProvisioningException(entry.dn() + " is not marked as deleted");
            }
        }
    }

    /** All domains, read once: a purge goes through every one of them. */
    private List<Domain> domains() throws DirectoryUnavailableException {
        if (domains.isEmpty()) {
            domains = tree.domains();
        }
        return domains;
    }

    /** A purge takes long, and meanwhile somebody may have taken the mark back. */
    private void removeIfStillDue(EntryKind kind, Domain domain, String dn, Duration grace)
            throws DirectoryUnavailableException {
        Optional<DirectoryRecord> now = itself(dn);
        if (now.isEmpty()) {
            return;
        }
        if (!isMarked(kind, now.get())) {
            kept.add(dn + UNMARKED);
        } else if (isDue(now.get(), grace)) {
            remove(kind, domain, now.get());
        }
    }

    private Optional<DirectoryRecord> itself(String dn) throws DirectoryUnavailableException {
        return read(dn, Scope.BASE, "(objectClass=*)").stream().findFirst();
    }

    private boolean isStillMarked(Domain domain) throws DirectoryUnavailableException {
        return itself(domain.attributes().dn())
                .filter(now -> isMarked(EntryKind.DOMAIN, now))
                .isPresent();
    }

    private List<DirectoryRecord> read(String base, Scope scope, String filter)
            throws DirectoryUnavailableException {
        SearchRequest request = new SearchRequest(base, scope, filter, List.of("*", CHANGED), 0);
        return sources.ask(s -> s.search(request));
    }

    /** What an entry is; an entry of no kind counts as a group of nobody. */
    private static EntryKind kindOf(DirectoryRecord entry) {
        return entry.isA("inetMailGroup")
                ? EntryKind.GROUP
                : entry.isA("inetMailUser") ? EntryKind.USER : EntryKind.RESOURCE;
    }

    private static boolean isMarked(EntryKind kind, DirectoryRecord entry) {
        return switch (kind) {
            case USER -> is(entry, "inetUserStatus") || is(entry, "mailUserStatus");
            case GROUP -> is(entry, "inetGroupStatus") || is(entry, "inetMailGroupStatus");
            case RESOURCE -> is(entry, "inetResourceStatus");
            case DOMAIN -> is(entry, "inetDomainStatus");
            default -> false;
        };
    }

    private static boolean is(DirectoryRecord entry, String attribute) {
        return entry.first(attribute)
                .filter(s -> s.equalsIgnoreCase("deleted") || s.equalsIgnoreCase("removed"))
                .isPresent();
    }

    private boolean isDue(DirectoryRecord entry, Duration grace) {
        if (grace.isZero()) {
            return true;
        }
        Optional<Instant> changed =
                entry.first(CHANGED)
                        .filter(t -> t.length() > 14)
                        .flatMap(t -> ValueRules.moment(t.substring(0, 14) + "Z"));
        if (changed.isEmpty()) {
            kept.add(entry.dn() + ": the server does not tell when it was marked");
            return false;
        }
        boolean due = !changed.get().plus(grace).isAfter(clock.instant());
        if (!due) {
            kept.add(entry.dn() + ": marked " + changed.get());
        }
        return due;
    }

    private void remove(EntryKind kind, Domain domain, DirectoryRecord entry)
            throws DirectoryUnavailableException {
        try {
            if (kind == EntryKind.USER) {
                mailboxes.remove(
                        tree.ownerId(entry.first("uid").orElse(""), domain),
                        entry.first("mailHost").orElse(""));
                if (!is(entry, "inetUserStatus")) {
                    // Only mail was given up; the user stays for other services.
                    sources.change(
                            s ->
                                    s.modify(
                                            entry.dn(),
                                            Map.of("mailUserStatus", List.of("removed"))));
                    purged.add("mailboxes of " + entry.dn());
                    return;
                }
            }
            forgetNamesOf(entry.dn());
            changes.delete(entry.dn());
            purged.add(entry.dn());
        } catch (ProvisioningException refused) {
            kept.add(entry.dn() + ": " + refused.getMessage());
        }
    }

    /** Who gets the name later must not find the rights and lists of somebody who is gone. */
    private void forgetNamesOf(String dn)
            throws ProvisioningException, DirectoryUnavailableException {
        String filter = "(uniqueMember=" + SearchRequest.escape(dn) + ")";
        for (DirectoryRecord group : sources.search(tree.baseDn(), Scope.SUBTREE, filter, 0)) {
            if (!group.dn().equals(dn)) {
                roles.forget(group.dn(), dn);
            }
        }
    }

    /** A whole domain, if it is marked. */
    void domain(Domain domain, Duration grace)
            throws ProvisioningException, DirectoryUnavailableException {
        Optional<DirectoryRecord> found = itself(domain.attributes().dn());
        if (found.isEmpty() || !isMarked(EntryKind.DOMAIN, found.get())) {
            throw new ProvisioningException(domain.name() + " is not marked as deleted");
        }
        if (!isDue(found.get(), grace)) {
            return;
        }
        if (changes.isIndex(domain)) {
            // Its users and their mailboxes are those of the domain that it points to.
            changes.removeDomain(domain);
            purged.add(domain.attributes().dn());
            return;
        }
        String own = DistinguishedName.key(domain.attributes().dn());
        String base = DistinguishedName.key(domain.baseDn());
        for (Domain other : tree.domains()) {
            String node = DistinguishedName.key(other.attributes().dn());
            String key = DistinguishedName.key(other.baseDn());
            if (!node.equals(own)
                    && (key.equals(base) || key.endsWith("," + base) || node.endsWith("," + own))) {
                kept.add(
                        domain.attributes().dn()
                                + ": "
                                + other.attributes().dn()
                                + " is below it or has its users");
                return;
            }
        }
        removeAll(domain);
    }

    private void removeAll(Domain domain)
            throws ProvisioningException, DirectoryUnavailableException {
        int keptBefore = kept.size();
        List<DirectoryRecord> all = read(domain.baseDn(), Scope.SUBTREE, "(objectClass=*)");
        for (DirectoryRecord entry : all) {
            if (entry.isA("inetMailUser") && kindOf(entry) == EntryKind.USER) {
                if (!isStillMarked(domain)) {
                    kept.add(domain.attributes().dn() + UNMARKED);
                    return;
                }
                removeMailboxes(domain, entry);
            }
        }
        if (kept.size() > keptBefore) {
            kept.add(domain.attributes().dn() + ": not all mailboxes are gone");
            return;
        }
        if (!isStillMarked(domain)) {
            kept.add(domain.attributes().dn() + UNMARKED);
            return;
        }
        String base = DistinguishedName.key(domain.baseDn());
        List<String> below =
                all.stream()
                        .map(DirectoryRecord::dn)
                        .filter(dn -> !DistinguishedName.key(dn).equals(base))
                        .sorted(Comparator.comparingInt(DistinguishedName::depth).reversed())
                        .toList();
        for (String dn : below) {
            changes.delete(dn);
            purged.add(dn);
        }
        changes.removeDomain(domain);
        purged.add(domain.attributes().dn());
    }

    private void removeMailboxes(Domain domain, DirectoryRecord user) {
        try {
            mailboxes.remove(
                    tree.ownerId(user.first("uid").orElse(""), domain),
                    user.first("mailHost").orElse(""));
        } catch (ProvisioningException refused) {
            kept.add(user.dn() + ": " + refused.getMessage());
        }
    }
}
