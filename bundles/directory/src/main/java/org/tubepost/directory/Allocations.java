// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.ProvisioningException;

/**
 * How many users of a domain may have which package: values {@code NAME:COUNT} of {@code
 * sunAvailableServices} at the organisation of the domain, in either schema.
 */
final class Allocations {
    private static final String ATTRIBUTE = "sunAvailableServices";
    private static final String CLASS = "sunDelegatedOrganization";

    private Allocations() {}

    /** Count by name of the package, whose case does not matter. */
    static Map<String, Integer> of(Tree tree, Domain domain) throws DirectoryUnavailableException {
        return of(tree.record(domain.baseDn()));
    }

    /** Those at the entry of an organisation. */
    static Map<String, Integer> of(Optional<DirectoryRecord> organization) {
        Map<String, Integer> counts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String value : organization.map(o -> o.all(ATTRIBUTE)).orElse(List.of())) {
            String[] parts = value.split(":");
            if (parts.length > 1 && parts[1].matches("\\d{1,9}")) {
                counts.put(parts[0], Integer.parseInt(parts[1]));
            }
        }
        return counts;
    }

    /** Writes a count; 0 takes the package away. */
    static void set(Sources sources, Tree tree, Domain domain, String packageName, int count)
            throws ProvisioningException, DirectoryUnavailableException {
        DirectoryRecord organization =
                tree.record(domain.baseDn())
                        .orElseThrow(
                                () ->
                                        new ProvisioningException(
                                                "there is no entry " + domain.baseDn()));
        Map<String, Integer> counts = of(Optional.of(organization));
        if (count == 0) {
            counts.remove(packageName);
        } else {
            counts.put(packageName, count);
        }
        Map<String, List<String>> change = new LinkedHashMap<>();
        change.put(
                ATTRIBUTE,
                counts.entrySet().stream().map(e -> e.getKey() + ":" + e.getValue()).toList());
        if (!organization.isA(CLASS)) {
            List<String> classes = new ArrayList<>(organization.all("objectClass"));
            classes.add(CLASS);
            change.put("objectClass", classes);
        }
        sources.change(s -> s.modify(organization.dn(), change));
    }
}
