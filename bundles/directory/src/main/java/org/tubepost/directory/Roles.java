// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Administrator;
import org.tubepost.api.directory.Administrator.Role;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.ProvisioningException;

/**
 * Who administers what: members of one group for the platform and of one group in each domain, in
 * either schema. Always read from the directory, never from a cache.
 */
final class Roles {
    private static final String MEMBER = "uniqueMember";

    private final Sources sources;
    private final Tree tree;
    private final String platformGroup;
    private final String domainGroup;

    Roles(Sources sources, Tree tree, DirectorySettings settings) {
        this.sources = sources;
        this.tree = tree;
        this.platformGroup = settings.administratorGroup().strip() + "," + settings.baseDn();
        this.domainGroup = settings.domainAdministratorGroup().strip();
    }

    /** The role of a user. */
    Optional<Administrator> of(Account account) throws DirectoryUnavailableException {
        if (isOfPlatform(account.dn())) {
            return Optional.of(Administrator.ofPlatform(account.id()));
        }
        Optional<Domain> domain = tree.domain(account.domain());
        return domain.isPresent() && holds(group(domain.get()), account.dn())
                ? Optional.of(new Administrator(account.id(), Role.DOMAIN, domain.get().name()))
                : Optional.empty();
    }

    boolean isOfPlatform(String dn) throws DirectoryUnavailableException {
        return holds(platformGroup, dn);
    }

    /** True for the entry that tells who administers something. */
    boolean isGroupOfRole(String dn, Domain domain) {
        String key = DistinguishedName.key(dn);
        return key.equals(DistinguishedName.key(platformGroup))
                || key.equals(DistinguishedName.key(group(domain)));
    }

    private String group(Domain domain) {
        return domainGroup + "," + domain.baseDn();
    }

    private boolean holds(String group, String dn) throws DirectoryUnavailableException {
        String key = DistinguishedName.key(dn);
        return members(group).stream().map(DistinguishedName::key).anyMatch(key::equals);
    }

    private List<String> members(String group) throws DirectoryUnavailableException {
        return tree.record(group).map(g -> g.all(MEMBER)).orElse(List.of());
    }

    void grant(Account account, Role role)
            throws ProvisioningException, DirectoryUnavailableException {
        String group = group(account, role);
        Optional<DirectoryRecord> present = tree.record(group);
        if (present.isEmpty()) {
            String unit = DistinguishedName.parent(group);
            if (tree.record(unit).isEmpty()) {
                add(unit, List.of("top", "organizationalUnit"), Map.of("ou", List.of(first(unit))));
            }
            add(
                    group,
                    List.of("top", "groupOfUniqueNames"),
                    Map.of("cn", List.of(first(group)), MEMBER, List.of(account.dn())));
        } else if (!holds(group, account.dn())) {
            List<String> members = new ArrayList<>(present.get().all(MEMBER));
            members.add(account.dn());
            sources.change(s -> s.modify(group, Map.of(MEMBER, members)));
        }
    }

    private static String first(String dn) {
        int end = dn.indexOf(',');
        return dn.substring(dn.indexOf('=') + 1, end < 0 ? dn.length() : end);
    }

    private void add(String dn, List<String> classes, Map<String, List<String>> values)
            throws ProvisioningException, DirectoryUnavailableException {
        Map<String, List<String>> all = new LinkedHashMap<>();
        all.put("objectClass", classes);
        all.putAll(values);
        sources.change(s -> s.add(new DirectoryRecord(dn, all)));
    }

    void revoke(Account account, Role role)
            throws ProvisioningException, DirectoryUnavailableException {
        String group = group(account, role);
        if (!holds(group, account.dn())) {
            throw new ProvisioningException(account.id() + " does not have that role");
        }
        forget(group, account.dn());
    }

    private String group(Account account, Role role)
            throws ProvisioningException, DirectoryUnavailableException {
        if (role == Role.PLATFORM) {
            return platformGroup;
        }
        return group(
                tree.domain(account.domain())
                        .orElseThrow(
                                () ->
                                        new ProvisioningException(
                                                "there is no domain " + account.domain())));
    }

    /** Takes a member out of a group of any kind. */
    void forget(String group, String dn)
            throws ProvisioningException, DirectoryUnavailableException {
        String key = DistinguishedName.key(dn);
        List<String> left =
                members(group).stream().filter(m -> !DistinguishedName.key(m).equals(key)).toList();
        // The class demands a member; the group itself stands for "nobody".
        List<String> members = left.isEmpty() ? List.of(group) : left;
        sources.change(s -> s.modify(group, Map.of(MEMBER, members)));
    }

    /** Names of the entries with a role, of the platform or of a domain. */
    List<String> holders(Optional<Domain> domain) throws DirectoryUnavailableException {
        return members(domain.isPresent() ? group(domain.get()) : platformGroup);
    }
}
