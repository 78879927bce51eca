// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.interchange;

import java.util.List;
import java.util.Locale;
import org.tubepost.api.directory.AttributeChange;

/**
 * An entry or a change, as a text has it.
 *
 * @param line where it begins
 * @param dn name of the entry; empty if the text does not tell
 * @param action what is wanted
 * @param changes attributes in order; for {@code ADD} each with values to be added
 */
public record TextRecord(long line, String dn, Action action, List<Change> changes) {

    /** What is wanted of an entry. */
    public enum Action {
        /** It is to be there. */
        ADD,
        /** It is to be changed. */
        MODIFY,
        /** It is to be gone. */
        DELETE
    }

    /**
     * A change of an attribute, and where it stands.
     *
     * @param line counted from 1
     * @param column character of the first value, or of the attribute, counted from 1
     */
    public record Change(long line, long column, AttributeChange change) {}

    /** Copies the list. */
    public TextRecord {
        changes = List.copyOf(changes);
    }

    /** Where an attribute stands; the beginning of the record if it is nowhere. */
    public Change whereIs(String attribute) {
        String key = attribute.toLowerCase(Locale.ROOT);
        return changes.stream()
                .filter(c -> c.change().attribute().toLowerCase(Locale.ROOT).equals(key))
                .findFirst()
                .orElse(new Change(line, 1, null));
    }
}
