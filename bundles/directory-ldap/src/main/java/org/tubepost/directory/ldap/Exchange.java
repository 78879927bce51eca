// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import java.util.List;
import java.util.Set;
import org.apache.directory.api.ldap.model.entry.DefaultModification;
import org.apache.directory.api.ldap.model.entry.Modification;
import org.apache.directory.api.ldap.model.entry.ModificationOperation;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.AttributeChange.Operation;
import org.tubepost.api.directory.DirectoryRecord;

/** Changes of values that are made together or not at all. */
record Exchange(List<AttributeChange> changes) {

    /** As the client says it. */
    Modification[] modifications() {
        return changes.stream().map(Exchange::modification).toArray(Modification[]::new);
    }

    private static Modification modification(AttributeChange change) {
        return new DefaultModification(
                switch (change.operation()) {
                    case ADD -> ModificationOperation.ADD_ATTRIBUTE;
                    case REMOVE -> ModificationOperation.REMOVE_ATTRIBUTE;
                    case REPLACE -> ModificationOperation.REPLACE_ATTRIBUTE;
                },
                change.attribute(),
                change.values().toArray(String[]::new));
    }

    /**
     * Whether an entry is as the changes leave it. Values are compared as they are written: what a
     * server stores in another form counts as not done.
     *
     * @param found the entry, or nothing
     */
    boolean isDone(List<DirectoryRecord> found) {
        return !found.isEmpty() && changes.stream().allMatch(c -> isDone(found.get(0), c));
    }

    private boolean isDone(DirectoryRecord entry, AttributeChange change) {
        List<String> values = entry.all(change.attribute());
        return switch (change.operation()) {
            case ADD -> values.containsAll(change.values());
            case REPLACE -> Set.copyOf(values).equals(Set.copyOf(change.values()));
            case REMOVE -> values.stream().noneMatch(v -> isRemoved(v, change));
        };
    }

    private boolean isRemoved(String value, AttributeChange change) {
        boolean comesBack =
                changes.stream()
                        .anyMatch(
                                c ->
                                        c.operation() == Operation.ADD
                                                && c.attribute()
                                                        .equalsIgnoreCase(change.attribute())
                                                && c.values().contains(value));
        return !comesBack && (change.values().isEmpty() || change.values().contains(value));
    }
}
