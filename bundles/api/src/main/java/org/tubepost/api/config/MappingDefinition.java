// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.util.List;

/**
 * A table of {@code etc/mappings} as written.
 *
 * @param name upper case
 * @param entries in file order
 * @param location where the table begins
 */
public record MappingDefinition(String name, List<Entry> entries, SourceLocation location) {

    /** Copies the list. */
    public MappingDefinition {
        entries = List.copyOf(entries);
    }

    /**
     * One entry.
     *
     * @param pattern left side, quoting kept
     * @param template right side, quoting kept
     * @param location where the pattern begins
     * @param templateLocation where the template begins
     */
    public record Entry(
            String pattern,
            String template,
            SourceLocation location,
            SourceLocation templateLocation) {

        /** An entry that knows only where its line is. */
        public Entry(String pattern, String template, SourceLocation location) {
            this(pattern, template, location, location);
        }
    }
}
