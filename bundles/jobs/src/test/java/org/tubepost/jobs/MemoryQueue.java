// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Priority;
import org.tubepost.api.queue.Queue;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueEntry.State;
import org.tubepost.api.queue.QueueLease;
import org.tubepost.api.queue.QueueView;
import org.tubepost.api.queue.Settlement;
import org.tubepost.api.queue.Submission;
import org.tubepost.testkit.Deliveries;
import org.tubepost.testkit.MemoryContent;

/** A queue of entries with one recipient each that keeps nothing on disk and obeys the contract. */
final class MemoryQueue implements Queue, QueueView {
    private final ConcurrentSkipListMap<Long, QueueEntry> entries = new ConcurrentSkipListMap<>();
    private final Clock clock;
    private volatile Consumer<QueueEntry> listener = entry -> {};
    private volatile boolean unreadable;
    private long next = 1;

    MemoryQueue(Clock clock) {
        this.clock = clock;
    }

    void listener(Consumer<QueueEntry> next) {
        listener = next;
    }

    /** Leases fail as with a broken disk. */
    void unreadable(boolean is) {
        unreadable = is;
    }

    QueueEntry add(String channel, String destination) {
        return add(channel, destination, Priority.NORMAL, 10);
    }

    QueueEntry add(String channel, String destination, Priority priority, long size) {
        Instant now = clock.instant();
        return tell(
                new QueueEntry(
                        next++,
                        new MessageId("m"),
                        channel,
                        destination,
                        priority,
                        1,
                        size,
                        now,
                        now,
                        1,
                        0,
                        State.READY,
                        ""));
    }

    private QueueEntry tell(QueueEntry entry) {
        entries.put(entry.number(), entry);
        listener.accept(entry);
        return entry;
    }

    private static QueueEntry with(QueueEntry e, State state, Instant due, int attempt, int told) {
        return new QueueEntry(
                e.number(),
                e.message(),
                e.channel(),
                e.destination(),
                e.priority(),
                e.recipients(),
                e.size(),
                e.queued(),
                due,
                attempt,
                told,
                state,
                "");
    }

    private static QueueEntry with(QueueEntry e, State state) {
        return with(e, state, e.due(), e.attempt(), e.notices());
    }

    @Override
    public synchronized Optional<QueueLease> lease(long number) throws IOException {
        QueueEntry entry = entries.get(number);
        if (entry == null || entry.state() != State.READY) {
            return Optional.empty();
        }
        if (unreadable) {
            listener.accept(entry);
            throw new IOException("disk");
        }
        entries.put(number, with(entry, State.ACTIVE));
        return Optional.of(new Lease(entry));
    }

    /** A lease. */
    private final class Lease implements QueueLease {
        private final QueueEntry entry;
        private final Content content = MemoryContent.of("x");
        private boolean settled;

        Lease(QueueEntry entry) {
            this.entry = entry;
        }

        @Override
        public QueueEntry entry() {
            return entry;
        }

        @Override
        public Envelope envelope() {
            return Deliveries.envelope(
                    entry.channel(), entry.destination(), List.of("u@" + entry.destination()));
        }

        @Override
        public Content content() {
            return content;
        }

        @Override
        public void close() {
            content.close();
            if (!settled) {
                tell(with(entry, State.READY));
            }
        }
    }

    @Override
    public CompletionStage<Void> settle(QueueLease lease, Settlement settlement) {
        ((Lease) lease).settled = true;
        QueueEntry entry = lease.entry();
        if (settlement.outcomes().get(0) instanceof Outcome.Deferred) {
            tell(
                    with(
                            entry,
                            State.READY,
                            settlement.nextDue(),
                            entry.attempt() + 1,
                            settlement.notices()));
        } else {
            entries.remove(entry.number());
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Stream<QueueEntry> entries() {
        return entries.values().stream();
    }

    @Override
    public Optional<QueueEntry> entry(long number) {
        return Optional.ofNullable(entries.get(number));
    }

    @Override
    public boolean reschedule(long number, Instant due) {
        QueueEntry e = entries.get(number);
        tell(with(e, State.READY, due, e.attempt(), e.notices()));
        return true;
    }

    /** An administrator holds an entry. */
    void hold(long number) {
        tell(with(entries.get(number), State.HELD));
    }

    /** An administrator releases an entry. */
    void release(long number) {
        tell(with(entries.get(number), State.READY));
    }

    @Override
    public Optional<Envelope> envelope(long number) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Content> content(long number) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> history(long number) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MessageId newMessageId() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ContentSink begin(long expectedSize) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<MessageId>> enqueue(List<Submission> submissions) {
        throw new UnsupportedOperationException();
    }
}
