// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tubepost.api.directory.Administrator;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.EntryKind;
import org.tubepost.api.directory.Interchange.Format;
import org.tubepost.api.directory.Interchange.ImportOptions;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.directory.interchange.TextRecord;

/**
 * Applies records of an import, each as if it were a command. Several threads may use it, for
 * records that do not touch each other.
 */
final class ImportStep {
    private final Tree tree;
    private final Changes changes;
    private final Authority authority;
    private final Administrator who;
    private final ImportOptions options;
    private final Sources sources;
    private final Run run;
    // What a dry run has made so far, which the directory cannot tell.
    private final Set<String> made = new HashSet<>();

    /** What became of a record. */
    enum Result {
        ADDED,
        CHANGED,
        UNCHANGED
    }

    ImportStep(
            StandardProvisioning provisioning,
            Authority authority,
            Administrator who,
            ImportOptions options) {
        this.sources = provisioning.directory().written();
        this.tree = provisioning.directory().tree();
        this.changes = provisioning.changes();
        this.authority = authority;
        this.who = who;
        this.options = options;
        this.run = changes.run();
    }

    /**
     * Others may have changed what packages are assigned; what is only tried, nobody else knows.
     */
    void forgetPackages() {
        if (!options.dryRun()) {
            run.forgetPackages();
        }
    }

    Result apply(TextRecord record) throws ProvisioningException, DirectoryUnavailableException {
        return switch (record.action()) {
            case ADD -> add(plain(record));
            case MODIFY -> modify(record);
            case DELETE -> delete(record.dn());
        };
    }

    /** The entry of a record, with passwords as they are in the text. */
    private DirectoryRecord plain(TextRecord record)
            throws ProvisioningException, DirectoryUnavailableException {
        Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (TextRecord.Change each : record.changes()) {
            AttributeChange change = each.change();
            values.merge(
                    change.attribute(),
                    change.values(),
                    (a, b) -> {
                        List<String> all = new ArrayList<>(a);
                        all.addAll(b);
                        return all;
                    });
        }
        return options.format() == Format.LDIF
                ? new DirectoryRecord(record.dn(), values)
                : user(record.dn(), values);
    }

    private DirectoryRecord user(String dn, Map<String, List<String>> values)
            throws ProvisioningException, DirectoryUnavailableException {
        String mail = values.getOrDefault("mail", List.of("")).get(0);
        int at = mail.lastIndexOf('@');
        String domain = at < 0 ? options.domain() : mail.substring(at + 1);
        if (domain.isEmpty()) {
            throw new ProvisioningException("mail", "is missing, and no domain is given");
        }
        String uid =
                values.getOrDefault("uid", List.of(at < 0 ? "" : mail.substring(0, at))).get(0);
        DirectoryRecord entry =
                changes.newEntries()
                        .entry(EntryKind.USER, changes.domain(domain, run), uid, values);
        return dn.isEmpty() ? entry : new DirectoryRecord(dn, entry.values());
    }

    private Optional<EntryKind> kindOf(DirectoryRecord entry) {
        if (tree.domainTree().madeBy(entry).isPresent()) {
            return Optional.of(EntryKind.DOMAIN);
        }
        return entry.isA("inetMailGroup")
                ? Optional.of(EntryKind.GROUP)
                : entry.isA("inetMailUser")
                        ? Optional.of(EntryKind.USER)
                        : entry.isA("inetResource")
                                ? Optional.of(EntryKind.RESOURCE)
                                : entry.isA("costemplate")
                                        ? Optional.of(EntryKind.PACKAGE)
                                        : Optional.empty();
    }

    private Result add(DirectoryRecord entry)
            throws ProvisioningException, DirectoryUnavailableException {
        Optional<EntryKind> kind = kindOf(entry);
        Optional<Domain> domain = permitted(kind, entry, entry.values());
        Optional<DirectoryRecord> present = record(entry.dn());
        if (domain.isPresent() && kind.orElseThrow() != EntryKind.DOMAIN) {
            authority.entry(who, present.orElse(entry), domain.get());
        }
        if (present.isPresent()) {
            // Who may not see a password may not try many of them either.
            EntryComparison.same(entry, present.get(), who.isUnbounded());
            return Result.UNCHANGED;
        }
        if (options.dryRun()) {
            remember(domain, entry);
        }
        if (kind.isEmpty()) {
            write(entry);
        } else if (kind.get() == EntryKind.DOMAIN) {
            addDomain(entry);
        } else {
            changes.add(kind.get(), domain.orElse(null), entry, run, options.dryRun());
            if (kind.get() == EntryKind.PACKAGE && options.dryRun()) {
                run.pretendPackage(entry);
            }
        }
        return Result.ADDED;
    }

    private Optional<DirectoryRecord> record(String dn)
            throws ProvisioningException, DirectoryUnavailableException {
        EntryRules.name(dn);
        return tree.record(dn);
    }

    private void write(DirectoryRecord entry)
            throws ProvisioningException, DirectoryUnavailableException {
        if (!options.dryRun()) {
            sources.change(s -> s.add(changes.newEntries().hashed(entry)));
            run.forgetDomains();
        }
    }

    private void addDomain(DirectoryRecord entry)
            throws ProvisioningException, DirectoryUnavailableException {
        Domain domain = tree.domainTree().madeBy(entry).orElseThrow();
        if (domain.attributes().first("inetCanonicalDomainName").isEmpty()
                && run.named(domain.name()).isPresent()) {
            throw new ProvisioningException("domain " + domain.name() + " exists already");
        }
        changes.add(EntryKind.DOMAIN, domain, entry, run, options.dryRun());
        if (options.dryRun()) {
            run.pretend(domain);
        } else {
            run.forgetDomains();
        }
    }

    /** The domain of an entry, when the administrator may write these values there. */
    private Optional<Domain> permitted(
            Optional<EntryKind> kind, DirectoryRecord entry, Map<String, List<String>> values)
            throws ProvisioningException, DirectoryUnavailableException {
        if (kind.isEmpty() || kind.get() == EntryKind.DOMAIN || kind.get() == EntryKind.PACKAGE) {
            authority.platform(who, "write " + entry.dn());
            return tree.domainTree().madeBy(entry);
        }
        EntryRules.name(entry.dn());
        Domain domain =
                run.domainOf(entry.dn())
                        .orElseThrow(
                                () ->
                                        new ProvisioningException(
                                                "dn", entry.dn() + " is below no domain"));
        authority.inDomain(who, domain);
        authority.values(who, kind.get(), values, domain);
        return Optional.of(domain);
    }

    /** What the directory does not know of: entries of the same text that were only tried. */
    private synchronized void remember(Optional<Domain> domain, DirectoryRecord entry)
            throws ProvisioningException {
        Map<String, String> claims = new LinkedHashMap<>();
        claims.put(DistinguishedName.key(entry.dn()), "dn");
        String where = domain.map(Domain::name).orElse("");
        entry.first("uid").ifPresent(u -> claims.put("uid " + where + " " + lower(u), "uid"));
        for (String attribute : List.of("mail", "mailAlternateAddress", "mailEquivalentAddress")) {
            for (String value : entry.all(attribute)) {
                claims.putIfAbsent("address " + lower(value), attribute);
            }
        }
        for (Map.Entry<String, String> claim : claims.entrySet()) {
            if (made.contains(claim.getKey())) {
                throw new ProvisioningException(
                        claim.getValue(), "another entry of this text has it, too");
            }
        }
        made.addAll(claims.keySet());
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private Result modify(TextRecord record)
            throws ProvisioningException, DirectoryUnavailableException {
        DirectoryRecord before =
                record(record.dn())
                        .orElseThrow(
                                () ->
                                        new ProvisioningException(
                                                "dn", "there is no entry " + record.dn()));
        List<AttributeChange> wanted =
                record.changes().stream().map(TextRecord.Change::change).toList();
        Optional<EntryKind> kind = kindOf(before);
        Optional<Domain> domain = permitted(kind, before, Map.of());
        if (domain.isPresent()) {
            authority.entry(who, before, domain.get());
            // A text may change one attribute several times.
            authority.changes(who, kind.orElseThrow(), wanted, domain.get());
        }
        boolean changed =
                kind.isEmpty()
                        ? changes.modifyOther(before, wanted, options.dryRun())
                        : changes.modify(
                                kind.get(),
                                domain.orElse(null),
                                before,
                                wanted,
                                run,
                                options.dryRun());
        if (kind.isEmpty() || kind.get() == EntryKind.DOMAIN) {
            run.forgetDomains();
        }
        return changed ? Result.CHANGED : Result.UNCHANGED;
    }

    private Result delete(String dn) throws ProvisioningException, DirectoryUnavailableException {
        Optional<DirectoryRecord> present = record(dn);
        if (present.isEmpty()) {
            return Result.UNCHANGED;
        }
        Optional<EntryKind> kind = kindOf(present.get());
        Optional<Domain> domain = permitted(kind, present.get(), Map.of());
        if (domain.isPresent()) {
            authority.entry(who, present.get(), domain.get());
        }
        if (kind.isPresent() && kind.get() == EntryKind.PACKAGE) {
            changes.deletePackage(present.get(), options.dryRun());
        } else if (options.dryRun()) {
            return Result.CHANGED;
        } else if (kind.isEmpty()) {
            changes.delete(dn);
        } else {
            changes.mark(kind.get(), dn);
        }
        run.forgetDomains();
        return Result.CHANGED;
    }
}
