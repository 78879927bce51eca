// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

import java.util.List;

/**
 * What a purge did.
 *
 * @param purged names of the entries that are gone
 * @param kept names of entries that were due and are left, each with the reason
 */
public record PurgeReport(List<String> purged, List<String> kept) {

    /** Copies the lists. */
    public PurgeReport {
        purged = List.copyOf(purged);
        kept = List.copyOf(kept);
    }
}
