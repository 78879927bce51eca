// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.store.StoreRepair;
import org.tubepost.shell.HouseCommand;

/** Writes a snapshot of the derived index, for a fast start should the index be lost. */
@Service
@Command(
        scope = "store",
        name = "snapshot",
        description = "Writes a snapshot of the store's index now")
public final class SnapshotCommand extends HouseCommand {
    @Override
    public Object execute() throws Exception {
        return with(
                StoreRepair.class,
                repair -> {
                    out().println("Snapshot up to record " + repair.snapshot());
                    return null;
                });
    }
}
