// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.naming.ldap.Rdn;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.EntryKind;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.directory.rules.Uids;

/**
 * Turns what an administrator gives into an entry: where it is, its classes, and values that are
 * not given. Nothing is checked but the name.
 */
final class NewEntries {
    private static final Map<EntryKind, List<String>> CLASSES =
            Map.of(
                    EntryKind.USER,
                    List.of(
                            "top",
                            "person",
                            "organizationalPerson",
                            "inetOrgPerson",
                            "inetUser",
                            "inetMailUser",
                            "inetLocalMailRecipient"),
                    EntryKind.GROUP,
                    List.of("top", "inetMailGroup", "inetLocalMailRecipient"),
                    EntryKind.RESOURCE,
                    List.of("top", "inetResource", "icsCalendarResource"),
                    EntryKind.PACKAGE,
                    List.of("top", "LDAPsubentry", "costemplate", "extensibleObject"));

    private final Tree tree;
    private final Credentials credentials;
    private final Members members;

    NewEntries(Tree tree, Credentials credentials, Members members) {
        this.tree = tree;
        this.credentials = credentials;
        this.members = members;
    }

    /**
     * An entry of a domain, or a package.
     *
     * @param domain where a user, group or resource is; not looked at for a package
     * @param name within the domain
     * @return with passwords as they were given; see {@link #hashed}
     */
    DirectoryRecord entry(
            EntryKind kind, Domain domain, String name, Map<String, List<String>> given)
            throws ProvisioningException, DirectoryUnavailableException {
        Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        values.putAll(given);
        values.values().removeIf(List::isEmpty);
        Set<String> classes = new LinkedHashSet<>(CLASSES.get(kind));
        classes.addAll(Optional.ofNullable(values.remove("objectClass")).orElse(List.of()));
        String dn =
                switch (kind) {
                    case USER -> user(domain, Uids.canonical(name), values);
                    case GROUP -> group(domain, Uids.canonical(name), values, classes);
                    case RESOURCE -> resource(domain, Uids.canonical(name), values);
                    case PACKAGE -> servicePackage(name, values);
                    default -> throw new IllegalArgumentException(kind.toString());
                };
        Map<String, List<String>> all = new LinkedHashMap<>();
        all.put("objectClass", List.copyOf(classes));
        all.putAll(values);
        return new DirectoryRecord(dn, all);
    }

    private static String user(Domain domain, String uid, Map<String, List<String>> values) {
        values.put("uid", List.of(uid));
        values.putIfAbsent("cn", List.of(uid));
        String name = values.get("cn").get(0).strip();
        values.putIfAbsent("sn", List.of(name.substring(name.lastIndexOf(' ') + 1)));
        values.putIfAbsent("mail", List.of(uid + "@" + domain.name()));
        values.putIfAbsent("mailDeliveryOption", List.of("mailbox"));
        values.putIfAbsent("inetUserStatus", List.of("active"));
        values.putIfAbsent("mailUserStatus", List.of("active"));
        inherit(domain, "preferredMailHost", "mailHost", values);
        inherit(domain, "preferredMailMessageStore", "mailMessageStore", values);
        return named("uid", uid, "People", domain);
    }

    private static void inherit(
            Domain domain, String from, String to, Map<String, List<String>> values) {
        if (!domain.attributes().all(from).isEmpty()) {
            values.putIfAbsent(to, domain.attributes().all(from));
        }
    }

    private String group(
            Domain domain, String name, Map<String, List<String>> values, Set<String> classes)
            throws ProvisioningException, DirectoryUnavailableException {
        String dn = named("cn", name, "Groups", domain);
        values.putIfAbsent("cn", List.of(name));
        values.putIfAbsent("mail", List.of(name + "@" + domain.name()));
        values.putIfAbsent("inetMailGroupStatus", List.of("active"));
        members.resolve(dn, values);
        boolean dynamic = values.containsKey("memberURL");
        if (!dynamic || values.containsKey("uniqueMember")) {
            classes.add("groupOfUniqueNames");
            values.putIfAbsent("uniqueMember", List.of(dn));
        } else {
            classes.add("groupOfURLs");
        }
        return dn;
    }

    private String resource(Domain domain, String id, Map<String, List<String>> values)
            throws ProvisioningException, DirectoryUnavailableException {
        String dn = named("uid", id, "Resources", domain);
        values.put("uid", List.of(id));
        values.putIfAbsent("cn", List.of(id));
        values.putIfAbsent("inetResourceStatus", List.of("active"));
        members.resolve(dn, values);
        return dn;
    }

    private String servicePackage(String name, Map<String, List<String>> values) {
        values.put("cn", List.of(name));
        return "cn=" + Rdn.escapeValue(name) + "," + tree.packages().unit();
    }

    private static String named(String attribute, String value, String unit, Domain domain) {
        return attribute + "=" + Rdn.escapeValue(value) + "," + unitOf(unit, domain);
    }

    /** Name of the entry above all users, groups or resources of a domain. */
    static String unitOf(String unit, Domain domain) {
        return "ou=" + unit + "," + domain.baseDn();
    }

    /** The entry with passwords that were given in clear as the forms that are kept. */
    DirectoryRecord hashed(DirectoryRecord entry) {
        List<String> passwords = entry.all("userPassword");
        if (passwords.isEmpty() || passwords.stream().allMatch(Credentials::isStored)) {
            return entry;
        }
        Map<String, List<String>> values = new LinkedHashMap<>(entry.values());
        List<String> kept = new ArrayList<>();
        for (String password : passwords) {
            if (Credentials.isStored(password)) {
                kept.add(password);
            } else {
                Map<String, List<String>> forms =
                        credentials.of(password.getBytes(StandardCharsets.UTF_8));
                kept.addAll(forms.getOrDefault("userPassword", List.of()));
                values.put("authpassword", forms.getOrDefault("authPassword", List.of()));
            }
        }
        values.values().removeIf(List::isEmpty);
        values.put("userpassword", kept);
        return new DirectoryRecord(entry.dn(), values);
    }
}
