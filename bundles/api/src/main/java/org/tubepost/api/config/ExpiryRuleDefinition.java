// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.util.List;

/**
 * A rule of {@code etc/store.expirerule} as written.
 *
 * @param name before the dot
 * @param attributes in file order
 * @param location where the rule begins
 */
public record ExpiryRuleDefinition(
        String name, List<Attribute> attributes, SourceLocation location) {

    /** Copies the list. */
    public ExpiryRuleDefinition {
        attributes = List.copyOf(attributes);
    }

    /**
     * One line of a rule.
     *
     * @param name behind the dot, as written
     * @param value trimmed, never empty
     * @param location where the name begins
     * @param valueLocation where the value begins
     */
    public record Attribute(
            String name, String value, SourceLocation location, SourceLocation valueLocation) {}
}
