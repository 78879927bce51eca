// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.remote;

import java.util.Locale;
import java.util.Set;

/**
 * A folder of the other server.
 *
 * @param wire its name as the server has it, an octet a character
 * @param name its name here: Unicode, {@code /} between levels, without the prefix of the namespace
 * @param attributes of LIST, in lower case
 */
public record RemoteFolder(String wire, String name, Set<String> attributes) {
    private static final Set<String> VIRTUAL = Set.of("\\all", "\\flagged", "\\important");

    /** True if it holds messages. */
    public boolean isSelectable() {
        return !attributes.contains("\\noselect") && !attributes.contains("\\nonexistent");
    }

    /** True if its messages are those of other folders (RFC 6154, RFC 8457). */
    public boolean isVirtual() {
        return attributes.stream().anyMatch(VIRTUAL::contains);
    }

    /** True if the folder has a special use such as {@code \Sent}. */
    public boolean hasUse(String use) {
        return attributes.contains(use.toLowerCase(Locale.ROOT));
    }
}
