// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tubepost.api.directory.DirectoryEntry;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;

/**
 * Turns members and owners that are given by address into what entries hold: the name of an entry
 * of the directory, or the address of somebody outside.
 */
final class Members {
    /** What administrators write; no attribute of any entry. */
    static final String MEMBER = "member";

    private static final String INSIDE = "uniqueMember";
    private static final String OUTSIDE = "mgrpRFC822MailMember";
    private static final String OWNER = "owner";

    private final Tree tree;

    Members(Tree tree) {
        this.tree = tree;
    }

    /** Replaces {@code member}, and addresses in {@code owner}, among the values of an entry. */
    void resolve(String dn, Map<String, List<String>> values)
            throws ProvisioningException, DirectoryUnavailableException {
        for (String address : Optional.ofNullable(values.remove(MEMBER)).orElse(List.of())) {
            Optional<String> known = entry(MEMBER, address);
            add(values, known.isPresent() ? INSIDE : OUTSIDE, known.orElse(address));
        }
        List<String> owners = new ArrayList<>();
        for (String owner : values.getOrDefault(OWNER, List.of())) {
            owners.add(owner.indexOf('=') >= 0 ? owner : known(OWNER, owner));
        }
        if (!owners.isEmpty()) {
            values.put(OWNER, owners);
        }
        // The class demands a member; the group itself stands for "nobody".
        List<String> inside = values.getOrDefault(INSIDE, List.of());
        if (inside.size() > 1 && inside.contains(dn)) {
            values.put(INSIDE, inside.stream().filter(m -> !m.equals(dn)).toList());
        }
    }

    /** The attribute and the value that stand for a member. */
    Map.Entry<String, String> stored(String address)
            throws ProvisioningException, DirectoryUnavailableException {
        Optional<String> known = entry(MEMBER, address);
        return Map.entry(known.isPresent() ? INSIDE : OUTSIDE, known.orElse(address));
    }

    private static void add(Map<String, List<String>> values, String attribute, String value) {
        List<String> all = new ArrayList<>(values.getOrDefault(attribute, List.of()));
        if (!all.contains(value)) {
            all.add(value);
        }
        values.put(attribute, all);
    }

    private String known(String attribute, String address)
            throws ProvisioningException, DirectoryUnavailableException {
        return entry(attribute, address)
                .orElseThrow(
                        () ->
                                new ProvisioningException(
                                        attribute, "there is no user or group " + address));
    }

    /** The entry that has an address; none for an address of another site. */
    private Optional<String> entry(String attribute, String text)
            throws ProvisioningException, DirectoryUnavailableException {
        MailAddress address;
        try {
            address = MailAddress.parse(text);
        } catch (AddressSyntaxException malformed) {
            throw new ProvisioningException(
                    attribute, "'" + text + "' is no address: " + malformed.getMessage());
        }
        var domain = tree.domain(address.asciiDomain());
        if (domain.isEmpty()) {
            if (address.isUnqualified()) {
                throw new ProvisioningException(attribute, "'" + text + "' has no domain");
            }
            return Optional.empty();
        }
        Optional<DirectoryEntry> found = tree.byAddress(domain.get(), address);
        if (found.isEmpty()) {
            throw new ProvisioningException(attribute, "there is no user or group " + text);
        }
        return found.map(DirectoryEntry::dn);
    }
}
