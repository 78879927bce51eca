// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.search;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.store.SearchIndex;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/** Tells what the search index holds, and how far it is behind. */
@Service
@Command(
        scope = "search",
        name = "status",
        description = "What the search index holds, and how far it is behind the store")
public final class StatusCommand extends HouseCommand {
    @Override
    public Object execute() throws Exception {
        return with(
                SearchIndex.class,
                index -> {
                    SearchIndex.Status status = index.status();
                    Table table =
                            new Table(
                                    "ready",
                                    "messages",
                                    "octets",
                                    "most",
                                    "owners-waiting",
                                    "added",
                                    "dropped",
                                    "trouble");
                    table.row(
                            status.ready(),
                            status.messages(),
                            status.octets(),
                            status.maxOctets(),
                            status.ownersWaiting(),
                            status.added(),
                            status.dropped(),
                            status.trouble());
                    print(table);
                    return null;
                });
    }
}
