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
 *     values in the order in which they are written, quotes removed; one without a value has none.
 *     Values are checked against the kind of the parameter. A list ({@code AUTH_LIST}, {@code
 *     MODERATOR_LIST}, {@code HOLD_LIST} …) has a value for each address, pattern or {@code
 *     ldap:///} URL, those of a file ({@code <file}) one by one; {@code HEADER_ADDITION} and {@code
 *     HEADER_TRIM} a value for each line; a {@code FILTER} is the script, or an {@code ldap:///}
 *     URL. Positional parameters stand under {@code ERRORS_TO}, {@code REPLY_TO}, {@code
 *     ERRORS_TO_HEADER}, {@code WARNINGS_TO}, {@code COMMENTS}; {@code ENVELOPE_FROM} under {@code
 *     ERRORS_TO}. Empty for a plain alias
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
