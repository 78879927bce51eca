// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.util.List;

/**
 * A keyword of a channel block with its arguments.
 *
 * @param name lower case
 * @param arguments as written, quotes removed
 * @param location where it stands; for a keyword from a {@code defaults} line, there
 */
public record Keyword(String name, List<String> arguments, SourceLocation location) {

    /** Copies the list. */
    public Keyword {
        arguments = List.copyOf(arguments);
    }
}
