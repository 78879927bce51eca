// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.queue;

import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.queue.QueueAdministration;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.shell.Table;

/** Lists queue entries in pages; what is listed is printed as it is found. */
@Service
@Command(scope = "queue", name = "list", description = "Lists entries of the queue")
public final class ListCommand extends SelectingCommand {
    private static final int AT_ONCE = 200;

    @Option(name = "--limit", description = "Most entries to list; 0 for all")
    private int limit = 1_000;

    @Option(name = "--after", description = "Only entries with a larger number: the next page")
    private long after;

    @Override
    public Object execute() throws Exception {
        return with(
                QueueAdministration.class,
                queue -> {
                    try (Stream<QueueEntry> entries = queue.select(filter(), after)) {
                        list(entries.iterator());
                    }
                    return null;
                });
    }

    private void list(Iterator<QueueEntry> entries) {
        Table table =
                new Table(
                        "entry",
                        "message",
                        "channel",
                        "destination",
                        "state",
                        "recipients",
                        "size",
                        "attempt",
                        "queued",
                        "due",
                        "last");
        int count = 0;
        long last = after;
        while (!isStopped() && (limit == 0 || count < limit) && entries.hasNext()) {
            QueueEntry entry = entries.next();
            row(table, entry);
            last = entry.number();
            if (++count % AT_ONCE == 0) {
                table.flush(out(), json);
            }
        }
        table.print(out(), json);
        if (!json && limit > 0 && count == limit && entries.hasNext()) {
            out().println("there are more: --after " + last);
        }
    }

    private static void row(Table table, QueueEntry entry) {
        table.row(
                entry.number(),
                entry.message(),
                entry.channel(),
                entry.destination(),
                entry.state(),
                entry.recipients(),
                entry.size(),
                entry.attempt(),
                entry.queued(),
                entry.due(),
                entry.lastReply());
    }
}
