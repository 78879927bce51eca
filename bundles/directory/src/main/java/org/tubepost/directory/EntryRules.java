// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.EntryKind;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.SearchRequest;
import org.tubepost.api.directory.SearchRequest.Scope;
import org.tubepost.api.directory.Status;
import org.tubepost.directory.rules.ValueRules;

/**
 * What an entry must be like as a whole before it is written, so that a user or group that could
 * not receive mail is never made. Reads, never writes.
 */
final class EntryRules {
    private static final List<String> ADDRESSES =
            List.of("mail", "mailAlternateAddress", "mailEquivalentAddress");
    private static final Set<String> DELIVERING =
            Set.of("mailbox", "forward", "program", "native", "unix", "file", "hold");
    private static final Set<String> OF_GROUPS = Set.of("members", "members_offline");

    private final Sources sources;
    private final Surroundings surroundings;

    EntryRules(Sources sources, Surroundings surroundings) {
        this.sources = sources;
        this.surroundings = surroundings;
    }

    /**
     * Checks an entry.
     *
     * @param domain where it is; the domain itself for one that exists
     * @param before what it was, to judge what changes; empty for a new one
     * @throws ProvisioningException with the attribute and the reason
     */
    void check(
            EntryKind kind,
            Domain domain,
            DirectoryRecord entry,
            Optional<DirectoryRecord> before,
            Run run)
            throws ProvisioningException, DirectoryUnavailableException {
        for (Map.Entry<String, List<String>> value : entry.values().entrySet()) {
            // What was there is the business of those who put it there.
            if (before.isEmpty() || !before.get().all(value.getKey()).equals(value.getValue())) {
                ValueRules.check(value.getKey(), value.getValue());
            }
        }
        name(entry);
        switch (kind) {
            case USER -> user(domain, entry, before, run);
            case GROUP -> group(domain, entry, before, run);
            case RESOURCE -> resource(domain, entry, before);
            case DOMAIN -> domain(domain, entry, run);
            case PACKAGE -> servicePackage(entry);
            default -> throw new IllegalStateException(kind.toString());
        }
    }

    /** The first part of the name must be in the entry (RFC 4512 section 2.3). */
    private static void name(DirectoryRecord entry) throws ProvisioningException {
        LdapName name = name(entry.dn());
        Rdn first = name.getRdn(name.size() - 1);
        String value = String.valueOf(first.getValue());
        if (entry.all(first.getType()).stream().noneMatch(value::equalsIgnoreCase)) {
            throw new ProvisioningException(
                    first.getType(), "lacks the value '" + value + "' of the entry's name");
        }
    }

    /** Takes a name apart; it must be well-formed (RFC 4514). */
    static LdapName name(String dn) throws ProvisioningException {
        try {
            LdapName name = new LdapName(dn);
            if (name.isEmpty()) {
                throw new ProvisioningException("dn", "is empty");
            }
            return name;
        } catch (InvalidNameException malformed) {
            throw new ProvisioningException(
                    "dn", "'" + dn + "' is no name: " + malformed.getMessage());
        }
    }

    private void user(
            Domain domain, DirectoryRecord entry, Optional<DirectoryRecord> before, Run run)
            throws ProvisioningException, DirectoryUnavailableException {
        classes(entry, "inetMailUser", "inetLocalMailRecipient");
        one(entry, "uid");
        one(entry, "mail");
        active(domain, before);
        List<String> addresses = addresses(domain, entry, run);
        delivery(entry, addresses);
        if (entry.all("mailDeliveryOption").stream()
                .anyMatch(o -> OF_GROUPS.contains(o.toLowerCase(Locale.ROOT)))) {
            throw new ProvisioningException("mailDeliveryOption", "members is for groups");
        }
        store(entry, before);
        dates(entry);
        packages(entry, run);
        unique(domain, entry, before, addresses);
    }

    private void group(
            Domain domain, DirectoryRecord entry, Optional<DirectoryRecord> before, Run run)
            throws ProvisioningException, DirectoryUnavailableException {
        classes(entry, "inetMailGroup", "inetLocalMailRecipient");
        one(entry, "mail");
        if (!entry.isA("groupOfUniqueNames") && !entry.isA("groupOfURLs")) {
            throw new ProvisioningException(
                    "objectClass", "a group is a groupOfUniqueNames or a groupOfURLs");
        }
        active(domain, before);
        List<String> addresses = addresses(domain, entry, run);
        delivery(entry, addresses);
        unique(domain, entry, before, addresses);
    }

    private void resource(Domain domain, DirectoryRecord entry, Optional<DirectoryRecord> before)
            throws ProvisioningException, DirectoryUnavailableException {
        classes(entry, "inetResource");
        one(entry, "uid");
        active(domain, before);
        unique(domain, entry, before, List.of());
    }

    private static void domain(Domain domain, DirectoryRecord entry, Run run)
            throws ProvisioningException, DirectoryUnavailableException {
        for (String alias : entry.all("associatedDomain")) {
            Optional<Domain> other = run.domain(alias);
            if (other.isPresent() && !other.get().name().equals(domain.name())) {
                throw new ProvisioningException(
                        "associatedDomain", alias + " is a name of " + other.get().name());
            }
        }
    }

    private static void servicePackage(DirectoryRecord entry) throws ProvisioningException {
        one(entry, "cn");
        ValueRules.check(ServicePackages.NAMES, entry.all("cn"));
        if (ServicePackages.ATTRIBUTES.stream().allMatch(a -> entry.all(a).isEmpty())) {
            throw new ProvisioningException(
                    "a package has at least one of "
                            + String.join(", ", ServicePackages.ATTRIBUTES));
        }
    }

    private static void classes(DirectoryRecord entry, String... needed)
            throws ProvisioningException {
        for (String objectClass : needed) {
            if (!entry.isA(objectClass)) {
                throw new ProvisioningException("objectClass", objectClass + " is missing");
            }
        }
    }

    private static void one(DirectoryRecord entry, String attribute) throws ProvisioningException {
        if (entry.all(attribute).isEmpty()) {
            throw new ProvisioningException(attribute, "is missing");
        }
    }

    private static void active(Domain domain, Optional<DirectoryRecord> before)
            throws ProvisioningException {
        if (before.isEmpty() && domain.status() != Status.ACTIVE) {
            throw new ProvisioningException(
                    "domain "
                            + domain.name()
                            + " is "
                            + domain.status().name().toLowerCase(Locale.ROOT)
                            + ": nobody can be added");
        }
    }

    /** Addresses of an entry; each is of a domain in which it would be looked for. */
    private static List<String> addresses(Domain domain, DirectoryRecord entry, Run run)
            throws ProvisioningException, DirectoryUnavailableException {
        Set<String> all = new LinkedHashSet<>();
        String base = DistinguishedName.key(domain.baseDn());
        for (String attribute : ADDRESSES) {
            for (String value : entry.all(attribute)) {
                String name = DomainNames.canonical(value.substring(value.lastIndexOf('@') + 1));
                boolean vanity =
                        entry.all("msgVanityDomain").stream().anyMatch(name::equalsIgnoreCase);
                boolean own =
                        vanity
                                || run.domain(name)
                                        .map(d -> DistinguishedName.key(d.baseDn()).equals(base))
                                        .orElse(false);
                if (!own) {
                    throw new ProvisioningException(
                            attribute,
                            "'%s' would not be found: %s is no name of %s"
                                    .formatted(value, name, domain.name()));
                }
                all.add(value);
            }
        }
        return List.copyOf(all);
    }

    private static void delivery(DirectoryRecord entry, List<String> own)
            throws ProvisioningException {
        List<String> options =
                entry.all("mailDeliveryOption").stream()
                        .map(o -> o.toLowerCase(Locale.ROOT))
                        .toList();
        if (!options.isEmpty()
                && options.stream().noneMatch(DELIVERING::contains)
                && options.stream().noneMatch(OF_GROUPS::contains)) {
            throw new ProvisioningException(
                    "mailDeliveryOption", "none of " + options + " keeps mail or passes it on");
        }
        needs(entry, options, "forward", "mailForwardingAddress");
        needs(entry, options, "program", "mailProgramDeliveryInfo");
        needs(entry, options, "file", "mailDeliveryFileURL");
        boolean echo = entry.first("mailAutoReplyMode").map("echo"::equalsIgnoreCase).orElse(false);
        if (!echo && entry.all("mailAutoReplyTextInternal").isEmpty()) {
            needs(entry, options, "autoreply", "mailAutoReplyText");
        }
        if (options.equals(List.of("forward"))
                && entry.all("mailForwardingAddress").stream()
                        .allMatch(to -> own.stream().anyMatch(to::equalsIgnoreCase))) {
            throw new ProvisioningException(
                    "mailForwardingAddress", "mail would go in a circle: it is the entry's own");
        }
    }

    private static void needs(
            DirectoryRecord entry, List<String> options, String option, String attribute)
            throws ProvisioningException {
        if (options.contains(option) && entry.all(attribute).isEmpty()) {
            throw new ProvisioningException(
                    attribute, "is missing, and mailDeliveryOption has " + option);
        }
    }

    private void store(DirectoryRecord entry, Optional<DirectoryRecord> before)
            throws ProvisioningException {
        String host = entry.first("mailHost").orElse("");
        if (changed(entry, before, "mailHost")) {
            refuse("mailHost", host, surroundings.wrongHost(host));
        }
        Optional<String> partition = entry.first("mailMessageStore");
        if (partition.isPresent()
                && surroundings.isHere(host)
                && (changed(entry, before, "mailMessageStore")
                        || changed(entry, before, "mailHost"))) {
            refuse(
                    "mailMessageStore",
                    partition.get(),
                    surroundings.wrongPartition(partition.get()));
        }
    }

    private static boolean changed(
            DirectoryRecord entry, Optional<DirectoryRecord> before, String attribute) {
        return before.isEmpty() || !before.get().all(attribute).equals(entry.all(attribute));
    }

    private static void refuse(String attribute, String value, Optional<String> wrong)
            throws ProvisioningException {
        if (wrong.isPresent()) {
            throw new ProvisioningException(attribute, "'" + value + "' " + wrong.get());
        }
    }

    private static void dates(DirectoryRecord entry) throws ProvisioningException {
        Optional<Instant> start = entry.first("vacationStartDate").flatMap(ValueRules::moment);
        Optional<Instant> end = entry.first("vacationEndDate").flatMap(ValueRules::moment);
        if (start.isPresent() && end.isPresent() && end.get().isBefore(start.get())) {
            throw new ProvisioningException("vacationEndDate", "is before vacationStartDate");
        }
    }

    private static void packages(DirectoryRecord entry, Run run)
            throws ProvisioningException, DirectoryUnavailableException {
        for (String name : entry.all(ServicePackages.NAMES)) {
            if (!run.packages().containsKey(name.toLowerCase(Locale.ROOT))) {
                throw new ProvisioningException(
                        ServicePackages.NAMES, "there is no package " + name);
            }
        }
    }

    /** Nobody else has the uid or one of the addresses. One search. */
    private void unique(
            Domain domain,
            DirectoryRecord entry,
            Optional<DirectoryRecord> before,
            List<String> addresses)
            throws ProvisioningException, DirectoryUnavailableException {
        List<String> asked = new ArrayList<>();
        if (changed(entry, before, "uid")) {
            entry.first("uid").ifPresent(uid -> asked.add(equality("uid", uid)));
        }
        boolean newAddresses = ADDRESSES.stream().anyMatch(a -> changed(entry, before, a));
        for (String address : newAddresses ? addresses : List.<String>of()) {
            for (String form : forms(domain, address)) {
                for (String attribute : ADDRESSES) {
                    asked.add(equality(attribute, form));
                }
            }
        }
        if (asked.isEmpty()) {
            return;
        }
        String filter = "(|" + String.join("", asked) + ")";
        String own = DistinguishedName.key(entry.dn());
        for (DirectoryRecord other : sources.search(domain.baseDn(), Scope.SUBTREE, filter, 0)) {
            if (!DistinguishedName.key(other.dn()).equals(own)) {
                throw taken(domain, entry, addresses, other);
            }
            if (before.isEmpty()) {
                throw new ProvisioningException(entry.dn() + " exists already");
            }
        }
    }

    /** An address under each name of its domain: they all reach one entry. */
    private static Set<String> forms(Domain domain, String address) {
        int at = address.lastIndexOf('@');
        Set<String> forms = new LinkedHashSet<>(List.of(address));
        forms.add(address.substring(0, at + 1) + domain.name());
        for (String alias : domain.aliases()) {
            forms.add(address.substring(0, at + 1) + alias);
        }
        return forms;
    }

    private static String equality(String attribute, String value) {
        return "(" + attribute + "=" + SearchRequest.escape(value) + ")";
    }

    private static ProvisioningException taken(
            Domain domain, DirectoryRecord entry, List<String> addresses, DirectoryRecord other) {
        for (String address : addresses) {
            boolean theirs =
                    forms(domain, address).stream()
                            .anyMatch(f -> ADDRESSES.stream().anyMatch(a -> has(other, a, f)));
            if (theirs) {
                String attribute =
                        ADDRESSES.stream().filter(a -> has(entry, a, address)).findFirst().get();
                return new ProvisioningException(
                        attribute, "'" + address + "' is taken by " + other.dn());
            }
        }
        return new ProvisioningException(
                "uid", "'" + entry.first("uid").orElse("") + "' is taken by " + other.dn());
    }

    private static boolean has(DirectoryRecord entry, String attribute, String value) {
        return entry.all(attribute).stream().anyMatch(value::equalsIgnoreCase);
    }
}
