// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.AttributeChange.Operation;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.ProvisioningException;

/** What entries become by changes. Nothing is checked. */
final class ModifiedEntries {
    private static final String PASSWORD = "userPassword";
    private static final String VERIFIERS = "authPassword";

    private final NewEntries newEntries;
    private final Members members;

    ModifiedEntries(NewEntries newEntries, Members members) {
        this.newEntries = newEntries;
        this.members = members;
    }

    /** The entry after the changes. */
    DirectoryRecord of(DirectoryRecord before, List<AttributeChange> changes)
            throws ProvisioningException, DirectoryUnavailableException {
        Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        values.putAll(before.values());
        boolean verifiersToo =
                changes.stream().anyMatch(c -> c.attribute().equalsIgnoreCase(VERIFIERS));
        for (AttributeChange change : changes) {
            if (change.attribute().equalsIgnoreCase(PASSWORD) && !verifiersToo) {
                // They are those of another password.
                values.remove(VERIFIERS);
            }
            if (change.attribute().equalsIgnoreCase(Members.MEMBER)) {
                member(values, change);
            } else {
                apply(values, change.attribute(), change.operation(), change.values());
            }
        }
        members.resolve(before.dn(), values);
        if (before.isA("groupOfUniqueNames")) {
            values.putIfAbsent("uniqueMember", List.of(before.dn()));
        }
        DirectoryRecord after = new DirectoryRecord(before.dn(), values);
        // What nobody changes stays: it may be in a form that is not read here.
        return changes.stream().anyMatch(c -> c.attribute().equalsIgnoreCase(PASSWORD))
                ? newEntries.hashed(after)
                : after;
    }

    private void member(Map<String, List<String>> values, AttributeChange change)
            throws ProvisioningException, DirectoryUnavailableException {
        if (change.operation() == Operation.REPLACE) {
            values.remove("uniqueMember");
            values.remove("mgrpRFC822MailMember");
        }
        Operation one = change.operation() == Operation.REMOVE ? Operation.REMOVE : Operation.ADD;
        for (String address : change.values()) {
            Map.Entry<String, String> stored = members.stored(address);
            apply(values, stored.getKey(), one, List.of(stored.getValue()));
        }
    }

    private static void apply(
            Map<String, List<String>> values,
            String attribute,
            Operation operation,
            List<String> given)
            throws ProvisioningException {
        List<String> all = new ArrayList<>(values.getOrDefault(attribute, List.of()));
        switch (operation) {
            case ADD -> {
                for (String value : given) {
                    if (!holds(all, value)) {
                        all.add(value);
                    }
                }
            }
            case REMOVE -> {
                for (String value : given) {
                    if (!all.removeIf(value::equalsIgnoreCase)) {
                        throw new ProvisioningException(
                                attribute, "'" + value + "' is not there to be removed");
                    }
                }
                if (given.isEmpty()) {
                    all.clear();
                }
            }
            case REPLACE -> all = given;
            default -> throw new IllegalStateException(operation.toString());
        }
        if (all.isEmpty()) {
            values.remove(attribute);
        } else {
            values.put(attribute, List.copyOf(all));
        }
    }

    private static boolean holds(List<String> values, String wanted) {
        return values.stream().anyMatch(wanted::equalsIgnoreCase);
    }

    /**
     * What makes one entry of another. An attribute that was set is replaced; of others each value
     * comes or goes for itself.
     */
    static List<AttributeChange> steps(
            DirectoryRecord before, DirectoryRecord after, List<AttributeChange> changes) {
        List<AttributeChange> steps = new ArrayList<>();
        differences(before, after)
                .forEach(
                        (attribute, values) -> {
                            if (isSet(attribute, changes)) {
                                steps.add(step(attribute, Operation.REPLACE, values));
                                return;
                            }
                            List<String> gone = new ArrayList<>(before.all(attribute));
                            gone.removeAll(values);
                            List<String> come = new ArrayList<>(values);
                            come.removeAll(before.all(attribute));
                            if (!gone.isEmpty()) {
                                steps.add(step(attribute, Operation.REMOVE, gone));
                            }
                            if (!come.isEmpty()) {
                                steps.add(step(attribute, Operation.ADD, come));
                            }
                        });
        return steps;
    }

    private static AttributeChange step(String attribute, Operation operation, List<String> to) {
        return new AttributeChange(attribute, operation, to);
    }

    private static boolean isSet(String attribute, List<AttributeChange> changes) {
        return changes.stream()
                .anyMatch(
                        c ->
                                c.operation() == Operation.REPLACE
                                        && c.attribute().equalsIgnoreCase(attribute));
    }

    /** Attributes that are different, with the new values; none for those that are gone. */
    static Map<String, List<String>> differences(DirectoryRecord before, DirectoryRecord after) {
        Map<String, List<String>> differences = new LinkedHashMap<>();
        after.values()
                .forEach(
                        (attribute, values) -> {
                            if (!before.all(attribute).equals(values)) {
                                differences.put(attribute, values);
                            }
                        });
        before.values()
                .keySet()
                .forEach(
                        attribute -> {
                            if (after.all(attribute).isEmpty()) {
                                differences.put(attribute, List.of());
                            }
                        });
        return differences;
    }
}
