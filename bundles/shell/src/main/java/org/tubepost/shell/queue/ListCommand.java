// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.queue;

import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueView;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;
import org.tubepost.shell.mta.ChannelCompleter;

/** Lists queue entries. */
@Service
@Command(scope = "queue", name = "list", description = "Lists entries of the queue")
public final class ListCommand extends HouseCommand {

    @Option(name = "--channel", description = "Only entries of this channel")
    @Completion(ChannelCompleter.class)
    private String channel;

    @Option(name = "--held", description = "Only held entries")
    private boolean held;

    @Option(name = "--limit", description = "Most entries to list")
    private int limit = 1_000;

    @Override
    public Object execute() throws Exception {
        return with(
                QueueView.class,
                view -> {
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
                    try (Stream<QueueEntry> entries = view.entries()) {
                        entries.filter(e -> channel == null || e.channel().equals(channel))
                                .filter(e -> !held || e.state() == QueueEntry.State.HELD)
                                .limit(limit)
                                .forEach(e -> row(table, e));
                    }
                    print(table);
                    return null;
                });
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
