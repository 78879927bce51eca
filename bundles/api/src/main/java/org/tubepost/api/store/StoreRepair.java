// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Finds what is damaged, names it, and mends it as far as there is something to mend it from, while
 * mail flows ({@code docs/repair.md}). For administrators' tools.
 */
@ProviderType
public interface StoreRepair {

    /**
     * Compares the log, the derived index and its snapshots, and every content with their checksums
     * and with each other. One run at a time.
     *
     * @param monitor told of every damage, and asked whether to stop after every message
     * @throws StoreException {@code CANNOT} if another run is under way or the request makes no
     *     sense; {@code NONEXISTENT} if there is no such owner or folder
     */
    RepairReport reconstruct(RepairRequest request, RepairMonitor monitor) throws StoreException;

    /**
     * What starts found damaged and no reconstruction has settled yet: until then contents that no
     * message uses are kept.
     */
    List<String> unsettled();

    /**
     * Lets messages with the same octets on one partition share one content. UIDs, flags, sequence
     * numbers and ids stay.
     *
     * @param partition only this one; empty for all
     * @param dryRun true to change nothing and only tell what would be saved
     */
    RelinkReport relink(Optional<String> partition, boolean dryRun, TransferMonitor monitor)
            throws StoreException;

    /**
     * Writes a snapshot of the derived index now.
     *
     * @return sequence number of the last record that is in it
     */
    long snapshot() throws StoreException;
}
