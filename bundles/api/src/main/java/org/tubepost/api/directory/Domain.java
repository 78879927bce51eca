// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

import java.util.List;

/**
 * A hosted domain.
 *
 * @param name canonical name, lower case, A-labels
 * @param aliases other names of the same domain
 * @param baseDn where its users and groups are
 * @param status the status that decides
 * @param routingHosts hosts responsible for final delivery; empty for this system
 * @param smartHost where unknown local parts go; empty to refuse them
 * @param catchAll address that takes mail for unknown local parts; empty to refuse it
 * @param attributes the whole entry
 */
public record Domain(
        String name,
        List<String> aliases,
        String baseDn,
        Status status,
        List<String> routingHosts,
        String smartHost,
        String catchAll,
        DirectoryRecord attributes) {

    /** Copies the lists. */
    public Domain {
        aliases = List.copyOf(aliases);
        routingHosts = List.copyOf(routingHosts);
    }
}
