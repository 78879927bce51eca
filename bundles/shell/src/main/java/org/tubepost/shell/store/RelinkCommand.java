// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.store.RelinkReport;
import org.tubepost.api.store.StoreRepair;
import org.tubepost.shell.Table;

/** Keeps one content for messages with the same octets, as {@code relinker} does. */
@Service
@Command(
        scope = "store",
        name = "relink",
        description =
                "Keeps one content for equal messages of a partition, while mail flows"
                        + " (relinker)")
public final class RelinkCommand extends TransferCommand {

    @Option(name = "--partition", description = "Only this partition", valueToShowInHelp = "all")
    private String partition;

    @Option(name = "--dry-run", description = "Change nothing, only say what would be saved")
    private boolean dryRun;

    @Override
    public Object execute() throws Exception {
        return with(
                StoreRepair.class,
                repair -> {
                    RelinkReport report =
                            repair.relink(Optional.ofNullable(partition), dryRun, monitor());
                    Table table = new Table("messages", "contents", "duplicates", "octets", "done");
                    table.row(
                            report.messages(),
                            report.contents(),
                            report.duplicates(),
                            report.octets(),
                            !dryRun && !report.stopped());
                    print(table);
                    if (report.stopped()) {
                        throw new IllegalStateException("stopped before the end");
                    }
                    return null;
                });
    }
}
