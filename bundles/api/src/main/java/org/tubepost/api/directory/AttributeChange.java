// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

import java.util.List;

/**
 * A change of one attribute (RFC 4511 section 4.6).
 *
 * @param attribute its name
 * @param operation what becomes of the values
 * @param values for {@code REPLACE} none removes the attribute; for {@code REMOVE} none, too
 */
public record AttributeChange(String attribute, Operation operation, List<String> values) {

    /** What becomes of the values. */
    public enum Operation {
        /** They are there besides those before; each once. */
        ADD,
        /** They are not there any more. */
        REMOVE,
        /** They are the only ones. */
        REPLACE
    }

    /** Copies the list. */
    public AttributeChange {
        values = List.copyOf(values);
    }
}
