// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;

/**
 * Checks and makes changes: a domain has a base with {@code ou=People} and {@code ou=Groups} below
 * it, and what else the schema wants ({@link DomainTree}). Input is checked before anything is
 * written.
 */
final class Changes {
    /**
     * Characters a uid may not have (reference page message-store, section 1.2), and those of DNs.
     */
    private static final String FORBIDDEN_IN_UID = "%*?&/:\\\",+;<>=#@ ";

    private final Sources sources;
    private final Tree tree;
    private final Credentials credentials;

    /** Finds the entry of an address. */
    interface Finder {
        Optional<DirectoryEntry> find(MailAddress address) throws DirectoryUnavailableException;
    }

    Changes(Sources sources, Tree tree, Credentials credentials) {
        this.sources = sources;
        this.tree = tree;
        this.credentials = credentials;
    }

    void addDomain(String name) throws ProvisioningException, DirectoryUnavailableException {
        address("postmaster", name);
        if (tree.domain(name).isPresent()) {
            throw new ProvisioningException("domain " + name + " exists already");
        }
        for (DirectoryRecord entry : tree.domainTree().entriesOf(name)) {
            addOrComplete(entry);
        }
        String dn = tree.domainTree().baseOf(name);
        for (String unit : List.of("People", "Groups")) {
            add(
                    "ou=" + unit + "," + dn,
                    List.of("top", "organizationalUnit"),
                    Map.of("ou", List.of(unit)));
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

    void removeDomain(String name) throws ProvisioningException, DirectoryUnavailableException {
        Domain domain = existing(name);
        if (!tree.accounts(domain).isEmpty() || !tree.groups(domain).isEmpty()) {
            throw new ProvisioningException("domain " + name + " still has users or groups");
        }
        List<String> entries = new ArrayList<>();
        entries.add("ou=People," + domain.baseDn());
        entries.add("ou=Groups," + domain.baseDn());
        entries.addAll(tree.domainTree().removalOf(domain));
        for (String dn : entries) {
            if (tree.record(dn).isPresent()) {
                sources.change(s -> s.delete(dn));
            }
        }
    }

    void addUser(
            String domainName,
            String givenUid,
            String fullName,
            byte[] password,
            Map<String, List<String>> attributes)
            throws ProvisioningException, DirectoryUnavailableException {
        Domain domain = existing(domainName);
        String uid = uid(givenUid);
        MailAddress mail = address(uid, domain.name());
        refuseTaken(domain, mail);
        if (tree.byUid(domain, uid).isPresent()) {
            throw new ProvisioningException("user " + uid + " exists already in " + domainName);
        }
        String name = fullName.isBlank() ? uid : fullName.strip();
        Map<String, List<String>> values = new LinkedHashMap<>();
        values.put("uid", List.of(uid));
        values.put("cn", List.of(name));
        values.put("sn", List.of(name.substring(name.lastIndexOf(' ') + 1)));
        values.put("mail", List.of(mail.toString()));
        values.put("mailDeliveryOption", List.of("mailbox"));
        values.put("inetUserStatus", List.of("active"));
        values.put("mailUserStatus", List.of("active"));
        if (password.length > 0) {
            values.putAll(credentials.of(password));
        }
        values.putAll(attributes);
        add(
                "uid=" + uid + ",ou=People," + domain.baseDn(),
                List.of(
                        "top",
                        "person",
                        "organizationalPerson",
                        "inetOrgPerson",
                        "inetUser",
                        "inetMailUser",
                        "inetLocalMailRecipient"),
                values);
    }

    void removeUser(String domain, String uid)
            throws ProvisioningException, DirectoryUnavailableException {
        Account account = existing(domain, uid);
        sources.change(s -> s.delete(account.dn()));
    }

    void modifyUser(String domain, String uid, Map<String, List<String>> attributes)
            throws ProvisioningException, DirectoryUnavailableException {
        Account account = existing(domain, uid);
        for (Map.Entry<String, List<String>> attribute : attributes.entrySet()) {
            check(attribute.getKey(), attribute.getValue());
        }
        sources.change(s -> s.modify(account.dn(), attributes));
    }

    void setPassword(String domain, String uid, byte[] password)
            throws ProvisioningException, DirectoryUnavailableException {
        if (password.length == 0) {
            throw new ProvisioningException("the password is empty");
        }
        Account account = existing(domain, uid);
        store(account, password);
    }

    boolean refreshPassword(String domain, String uid, byte[] password)
            throws ProvisioningException, DirectoryUnavailableException {
        Account account = existing(domain, uid);
        if (password.length == 0 || credentials.areCurrent(account.attributes())) {
            return false;
        }
        store(account, password);
        return true;
    }

    private void store(Account account, byte[] password)
            throws ProvisioningException, DirectoryUnavailableException {
        Map<String, List<String>> change = credentials.of(password);
        sources.change(s -> s.modify(account.dn(), change));
    }

    void addGroup(String domainName, String name, List<String> members, Finder finder)
            throws ProvisioningException, DirectoryUnavailableException {
        Domain domain = existing(domainName);
        String local = uid(name);
        MailAddress mail = address(local, domain.name());
        refuseTaken(domain, mail);
        List<String> inside = new ArrayList<>();
        List<String> outside = new ArrayList<>();
        for (String member : members) {
            MailAddress address = parse(member);
            Optional<DirectoryEntry> known = finder.find(address);
            if (known.isPresent()) {
                inside.add(known.get().dn());
            } else if (tree.domain(address.asciiDomain()).isPresent()) {
                throw new ProvisioningException("there is no user or group " + member);
            } else {
                outside.add(address.toString());
            }
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        values.put("cn", List.of(local));
        values.put("mail", List.of(mail.toString()));
        values.put("inetMailGroupStatus", List.of("active"));
        // The class demands a member; the group itself stands for "nobody yet".
        String dn = "cn=" + local + ",ou=Groups," + domain.baseDn();
        values.put("uniqueMember", inside.isEmpty() ? List.of(dn) : inside);
        if (!outside.isEmpty()) {
            values.put("mgrpRFC822MailMember", outside);
        }
        add(
                dn,
                List.of("top", "groupOfUniqueNames", "inetMailGroup", "inetLocalMailRecipient"),
                values);
    }

    void removeGroup(String domainName, String name)
            throws ProvisioningException, DirectoryUnavailableException {
        Domain domain = existing(domainName);
        MailAddress mail = address(uid(name), domain.name());
        Optional<DirectoryEntry> found = tree.byExactAddress(domain, mail);
        if (found.isEmpty() || found.get() instanceof Account) {
            throw new ProvisioningException("there is no group " + mail);
        }
        sources.change(s -> s.delete(found.get().dn()));
    }

    private void add(String dn, List<String> classes, Map<String, List<String>> values)
            throws ProvisioningException, DirectoryUnavailableException {
        Map<String, List<String>> all = new LinkedHashMap<>();
        all.put("objectClass", classes);
        for (Map.Entry<String, List<String>> value : values.entrySet()) {
            check(value.getKey(), value.getValue());
            all.put(value.getKey(), value.getValue());
        }
        sources.change(s -> s.add(new DirectoryRecord(dn, all)));
    }

    /** Values that would make an entry that cannot receive mail are refused here. */
    private static void check(String attribute, List<String> values) throws ProvisioningException {
        switch (attribute.toLowerCase(Locale.ROOT)) {
            case "mail", "mailforwardingaddress", "mgrprfc822mailmember" -> {
                for (String value : values) {
                    parse(value);
                }
                if (attribute.equalsIgnoreCase("mail") && values.size() != 1) {
                    throw new ProvisioningException("an entry has exactly one mail attribute");
                }
            }
            case "uid", "objectclass" -> {
                if (values.isEmpty()) {
                    throw new ProvisioningException(attribute + " cannot be removed");
                }
            }
            default -> {
                // The schema of the server judges the others.
            }
        }
    }

    private void refuseTaken(Domain domain, MailAddress mail)
            throws ProvisioningException, DirectoryUnavailableException {
        if (tree.byExactAddress(domain, mail).isPresent()) {
            throw new ProvisioningException("address " + mail + " is taken");
        }
    }

    private Domain existing(String name)
            throws ProvisioningException, DirectoryUnavailableException {
        return tree.domain(name)
                .orElseThrow(() -> new ProvisioningException("there is no domain " + name));
    }

    private Account existing(String domain, String uid)
            throws ProvisioningException, DirectoryUnavailableException {
        return tree.byUid(existing(domain), uid.toLowerCase(Locale.ROOT))
                .orElseThrow(
                        () -> new ProvisioningException("there is no user " + uid + "@" + domain));
    }

    private static String uid(String given) throws ProvisioningException {
        String uid = given.toLowerCase(Locale.ROOT);
        boolean reserved =
                uid.startsWith("-")
                        || uid.startsWith("group=")
                        || List.of("anonymous", "anybody", "anyone").contains(uid);
        if (uid.isEmpty()
                || reserved
                || uid.chars().anyMatch(c -> c < ' ' || FORBIDDEN_IN_UID.indexOf(c) >= 0)) {
            throw new ProvisioningException("'" + given + "' cannot be a user's name");
        }
        return uid;
    }

    private static MailAddress address(String local, String domain) throws ProvisioningException {
        return parse(local + "@" + domain);
    }

    private static MailAddress parse(String text) throws ProvisioningException {
        try {
            MailAddress address = MailAddress.parse(text);
            if (address.isUnqualified()) {
                throw new ProvisioningException("'" + text + "' has no domain");
            }
            return address;
        } catch (AddressSyntaxException malformed) {
            throw new ProvisioningException(
                    "'" + text + "' is no address: " + malformed.getMessage());
        }
    }
}
