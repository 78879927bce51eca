// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Priority;
import org.tubepost.api.queue.EntryChange;
import org.tubepost.api.queue.QueueAdministration;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueFilter;

/** A queue of entries that a test puts in; changes are remembered and answered as it says. */
final class FakeQueue implements QueueAdministration {
    final TreeMap<Long, QueueEntry> entries = new TreeMap<>();
    final List<String> changed = new ArrayList<>();
    final Set<String> administrators = new TreeSet<>();
    final List<Long> refusing = new ArrayList<>();
    Runnable onChange = () -> {};

    FakeQueue add(String channel, String destination, QueueEntry.State state, Instant queued) {
        long number = entries.size() + 1;
        entries.put(
                number,
                new QueueEntry(
                        number,
                        new MessageId("M" + number),
                        channel,
                        destination,
                        Priority.NORMAL,
                        1,
                        1_000 * number,
                        queued,
                        queued,
                        1,
                        0,
                        state,
                        state == QueueEntry.State.HELD ? "held" : ""));
        return this;
    }

    @Override
    public Stream<QueueEntry> select(QueueFilter filter, long after) {
        return entries.tailMap(after, false).values().stream().filter(filter::matches);
    }

    @Override
    public CompletionStage<Boolean> change(long number, EntryChange change, String administrator) {
        onChange.run();
        boolean there = entries.containsKey(number) && !refusing.contains(number);
        if (there) {
            changed.add(number + " " + change);
            administrators.add(administrator);
        }
        return CompletableFuture.completedFuture(there);
    }
}
