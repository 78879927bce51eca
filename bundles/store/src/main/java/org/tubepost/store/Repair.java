// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tubepost.api.store.RelinkReport;
import org.tubepost.api.store.RepairMonitor;
import org.tubepost.api.store.RepairReport;
import org.tubepost.api.store.RepairRequest;
import org.tubepost.api.store.StoreDamage;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreRepair;
import org.tubepost.api.store.TransferMonitor;

/** The door to reconstructions, of which one runs at a time. */
final class Repair implements StoreRepair {
    private final Parts parts;
    private final Guard guard;
    private final AtomicBoolean running = new AtomicBoolean();

    /**
     * What a reconstruction works with.
     *
     * @param core for mailboxes and contents
     * @param log to be verified
     * @param maintenance for checkpoints, orphans and images
     * @param snapshots to be verified
     * @param unsettled what starts found missing
     * @param options where things are
     * @param healed what this start mended, until it was told
     */
    record Parts(
            Core core,
            StoreLog log,
            Maintenance maintenance,
            Snapshots snapshots,
            Unsettled unsettled,
            StoreOptions options,
            List<StoreDamage> healed) {

        Parts {
            healed = new CopyOnWriteArrayList<>(healed);
        }
    }

    Repair(Parts parts, Guard guard) {
        this.parts = parts;
        this.guard = guard;
    }

    @Override
    public RepairReport reconstruct(RepairRequest request, RepairMonitor monitor)
            throws StoreException {
        if (request.folder().isPresent() && request.owner().isEmpty()) {
            throw new StoreException(StoreException.Code.CANNOT, "A folder of whom?");
        }
        if (!running.compareAndSet(false, true)) {
            throw new StoreException(
                    StoreException.Code.CANNOT, "Another reconstruction is under way");
        }
        try {
            return guard.call(() -> new Reconstruction(parts, request, monitor).run());
        } finally {
            running.set(false);
        }
    }

    @Override
    public RelinkReport relink(Optional<String> partition, boolean dryRun, TransferMonitor monitor)
            throws StoreException {
        if (!running.compareAndSet(false, true)) {
            throw new StoreException(StoreException.Code.CANNOT, "A reconstruction is under way");
        }
        try {
            return guard.call(() -> new Relink(parts.core(), partition, dryRun, monitor).run());
        } finally {
            running.set(false);
        }
    }

    @Override
    public List<String> unsettled() {
        return parts.unsettled().lines();
    }

    @Override
    public long snapshot() throws StoreException {
        return guard.call(() -> parts.snapshots().writeNow(parts.maintenance()));
    }
}
