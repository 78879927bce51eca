// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An entry as a back end stores it.
 *
 * @param dn distinguished name
 * @param values attribute values by name; names are compared without regard to case
 */
public record DirectoryRecord(String dn, Map<String, List<String>> values) {

    /** Copies the values under lower-case names. */
    public DirectoryRecord {
        Map<String, List<String>> copy = new TreeMap<>();
        values.forEach((name, list) -> copy.put(name.toLowerCase(Locale.ROOT), List.copyOf(list)));
        values = copy;
    }

    /** All values of an attribute; empty if it is absent. */
    public List<String> all(String attribute) {
        return values.getOrDefault(attribute.toLowerCase(Locale.ROOT), List.of());
    }

    /** The first value of an attribute. */
    public Optional<String> first(String attribute) {
        return all(attribute).stream().findFirst();
    }

    /** True when the entry has an object class. */
    public boolean isA(String objectClass) {
        return all("objectClass").stream().anyMatch(objectClass::equalsIgnoreCase);
    }
}
