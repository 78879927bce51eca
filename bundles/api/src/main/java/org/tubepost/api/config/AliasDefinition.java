// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.util.List;
import java.util.Map;

/**
 * An entry of the alias file or the alias database as written (reference page mta-essentials,
 * "Aliases file").
 *
 * @param name left side
 * @param targets addresses and quoted LDAP URLs of the right side; members of an included file
 *     ({@code <file}) stand here one by one
 * @param parameters of a mailing list, by upper-case name ({@code AUTH_LIST}, {@code ERRORS_TO}),
 *     values in the order in which they are written; positional parameters under their names. Empty
 *     for a plain alias
 * @param location where it stands
 */
public record AliasDefinition(
        String name,
        List<String> targets,
        Map<String, List<String>> parameters,
        SourceLocation location) {

    /** Copies the collections. */
    public AliasDefinition {
        targets = List.copyOf(targets);
        parameters = Map.copyOf(parameters);
    }

    /** True for a mailing list, an entry with parameters. */
    public boolean isList() {
        return !parameters.isEmpty();
    }
}
