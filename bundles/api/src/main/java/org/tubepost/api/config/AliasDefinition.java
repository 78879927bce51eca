// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.util.List;

/**
 * An entry of {@code etc/aliases} as written.
 *
 * @param name left side
 * @param targets addresses and references of the right side
 * @param location where it stands
 */
public record AliasDefinition(String name, List<String> targets, SourceLocation location) {

    /** Copies the list. */
    public AliasDefinition {
        targets = List.copyOf(targets);
    }
}
