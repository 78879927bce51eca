// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.observe.MeterSource;
import org.tubepost.api.observe.Reading;
import org.tubepost.api.queue.Queue;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueFullException;
import org.tubepost.api.queue.QueueLease;
import org.tubepost.api.queue.QueueView;
import org.tubepost.api.queue.Settlement;
import org.tubepost.api.queue.Submission;
import org.tubepost.journal.Appended;
import org.tubepost.journal.Extent;
import org.tubepost.journal.Journal;
import org.tubepost.journal.JournalOptions;
import org.tubepost.journal.JournalStatistics;
import org.tubepost.journal.Pin;

/**
 * The queue on one journal. A message is accepted when its MESSAGE record is durable; many share
 * one fsync. The ledger in memory holds where everything is, never content nor envelopes. One lock
 * guards it, held for a write to the system's cache at most.
 */
final class JournaledQueue implements Queue, QueueView, MeterSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournaledQueue.class);

    private final Object lock = new Object();
    private final MessageIds ids = new MessageIds();
    private final Journal journal;
    private final Ledger ledger;
    private final SpilledBodies spilled;
    private final Reclaim reclaim;
    private final Consumer<QueueEntry> listener;
    private final Clock clock;
    private final int entryLimit;
    private final int memoryPerMessage;

    /**
     * Opens a queue.
     *
     * @param directory of the journal
     * @param listener told of entries that deserve a look; must return at once
     */
    JournaledQueue(
            Path directory,
            JournalOptions options,
            QueueSettings settings,
            Clock clock,
            Consumer<QueueEntry> listener)
            throws IOException {
        Recovery recovery = new Recovery();
        this.journal = Journal.open(directory, options, recovery);
        this.ledger = recovery.ledger();
        recovery.finish().forEach(journal::release);
        this.spilled = new SpilledBodies(journal);
        this.reclaim = new Reclaim(journal, ledger, spilled, lock, settings.reclaimBelowPercent());
        this.listener = listener;
        this.clock = clock;
        this.entryLimit = settings.entryLimit();
        this.memoryPerMessage = settings.memoryPerMessage();
        if (recovery.counter() != null) {
            journal.release(recovery.counter());
        }
        Appended counter =
                journal.appendReserved(
                        RecordTypes.COUNTER, new Bytes().number(ledger.nextNumber()).toBuffer());
        journal.release(counter.extent());
        LOG.info("Queue holds {} entries", ledger.entries().size());
    }

    @Override
    public MessageId newMessageId() {
        return ids.next();
    }

    @Override
    public ContentSink begin(long expectedSize) throws QueueFullException {
        if (ledger.entries().size() >= entryLimit) {
            throw new QueueFullException("the queue holds " + entryLimit + " entries", null);
        }
        return new QueueSink(journal, spilled, memoryPerMessage, expectedSize);
    }

    @Override
    public CompletionStage<List<MessageId>> enqueue(List<Submission> submissions) {
        return new Intake(this, journal, ledger, spilled, lock, listener).enqueue(submissions);
    }

    @Override
    public Optional<QueueLease> lease(long number) throws IOException {
        QueueEntry view;
        QueuedMessage message;
        BitSet recipients;
        Pin pin;
        synchronized (lock) {
            QueuedEntry entry = visible(number);
            if (entry == null || entry.state() != QueueEntry.State.READY) {
                return Optional.empty();
            }
            view = entry.view();
            message = entry.message();
            recipients = (BitSet) entry.recipients().clone();
            pin = journal.pin(message.extents());
            entry.state(QueueEntry.State.ACTIVE);
        }
        try {
            return Optional.of(
                    new Lease(view, StoredMessage.read(journal, message, pin), recipients));
        } catch (IOException | RuntimeException unreadable) {
            pin.close();
            giveBack(number);
            throw unreadable;
        }
    }

    private QueuedEntry visible(long number) {
        QueuedEntry entry = ledger.entry(number);
        return entry != null && entry.message().isVisible() ? entry : null;
    }

    private void giveBack(long number) {
        QueueEntry view = null;
        synchronized (lock) {
            QueuedEntry entry = ledger.entry(number);
            if (entry != null && entry.state() == QueueEntry.State.ACTIVE) {
                entry.state(QueueEntry.State.READY);
                view = entry.view();
            }
        }
        if (view != null) {
            listener.accept(view);
        }
    }

    /** A lease; settled at most once. */
    private final class Lease implements QueueLease {
        private final QueueEntry entry;
        private final StoredMessage message;
        private final BitSet recipients;
        private final Envelope envelope;
        private boolean settled;
        private boolean closed;

        Lease(QueueEntry entry, StoredMessage message, BitSet recipients) {
            this.entry = entry;
            this.message = message;
            this.recipients = recipients;
            this.envelope = message.envelopeFor(recipients);
        }

        @Override
        public QueueEntry entry() {
            return entry;
        }

        @Override
        public Envelope envelope() {
            return envelope;
        }

        @Override
        public Content content() {
            return message.content();
        }

        @Override
        public void close() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            message.content().close();
            if (!settled) {
                giveBack(entry.number());
            }
        }
    }

    @Override
    public CompletionStage<Void> settle(QueueLease given, Settlement settlement) {
        Lease lease = (Lease) given;
        lease.settled = true;
        List<Recipient> all = lease.message.head().envelope().recipients();
        Settling settling =
                new Settling(lease.entry, lease.recipients, all, settlement, clock.instant());
        return change(lease.entry.number(), entry -> true, entry -> settling.next(entry));
    }

    /** What a change makes of an entry. */
    private interface Change {
        EntryState next(QueuedEntry entry);
    }

    private CompletableFuture<Void> change(
            long number, Predicate<QueuedEntry> allowed, Change change) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        QueuedEntry entry;
        EntryState next;
        Appended appended;
        synchronized (lock) {
            entry = visible(number);
            if (entry == null || !allowed.test(entry)) {
                return CompletableFuture.failedFuture(new NotAllowed());
            }
            next = change.next(entry);
            try {
                appended = journal.appendReserved(RecordTypes.ENTRY, next.encode());
            } catch (IOException failed) {
                return CompletableFuture.failedFuture(failed);
            }
            // Nobody else may change it until this is durable.
            entry.state(QueueEntry.State.ACTIVE);
        }
        journal.commit(appended.lsn())
                .whenComplete(
                        (durable, problem) -> {
                            if (problem != null) {
                                done.completeExceptionally(
                                        new IOException(problem.getMessage(), problem));
                                return;
                            }
                            QueueEntry view = apply(entry, next, appended.extent());
                            if (view != null) {
                                listener.accept(view);
                            }
                            done.complete(null);
                        });
        return done;
    }

    private QueueEntry apply(QueuedEntry entry, EntryState next, Extent record) {
        synchronized (lock) {
            entry.records().add(record);
            if (next.isGone()) {
                ledger.remove(entry).forEach(journal::release);
                return null;
            }
            entry.take(next);
            return entry.view();
        }
    }

    /** The entry is gone or in another state. */
    private static final class NotAllowed extends Exception {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public Stream<QueueEntry> entries() {
        return ledger.entries().values().stream()
                .flatMap(
                        e -> {
                            synchronized (lock) {
                                return e.message().isVisible()
                                        ? Stream.of(e.view())
                                        : Stream.empty();
                            }
                        });
    }

    @Override
    public Optional<QueueEntry> entry(long number) {
        synchronized (lock) {
            return Optional.ofNullable(visible(number)).map(QueuedEntry::view);
        }
    }

    @Override
    public Optional<Envelope> envelope(long number) throws IOException {
        try (Opened opened = open(number)) {
            return opened == null
                    ? Optional.empty()
                    : Optional.of(opened.message().envelopeFor(opened.recipients()));
        }
    }

    @Override
    public Optional<Content> content(long number) throws IOException {
        Opened opened = open(number);
        return opened == null ? Optional.empty() : Optional.of(opened.message().content());
    }

    /** A message that is being looked at. */
    private record Opened(StoredMessage message, BitSet recipients) implements AutoCloseable {
        @Override
        public void close() {
            message.content().close();
        }
    }

    private Opened open(long number) throws IOException {
        QueuedMessage message;
        BitSet recipients;
        Pin pin;
        synchronized (lock) {
            QueuedEntry entry = visible(number);
            if (entry == null) {
                return null;
            }
            message = entry.message();
            recipients = (BitSet) entry.recipients().clone();
            pin = journal.pin(message.extents());
        }
        try {
            return new Opened(StoredMessage.read(journal, message, pin), recipients);
        } catch (IOException | RuntimeException unreadable) {
            pin.close();
            throw unreadable;
        }
    }

    @Override
    public List<String> history(long number) throws IOException {
        List<Extent> records;
        synchronized (lock) {
            QueuedEntry entry = visible(number);
            if (entry == null) {
                return List.of();
            }
            records = List.copyOf(entry.records());
        }
        List<String> lines = new ArrayList<>();
        for (Extent record : records) {
            if (journal.exists(record.segment())) {
                lines.addAll(EntryState.decode(journal.read(record)).history());
            }
        }
        return lines;
    }

    @Override
    public boolean reschedule(long number, Instant due) throws IOException {
        return changed(
                number,
                e -> e.state() == QueueEntry.State.READY,
                e -> stated(e, e.recipients(), false, due, "due at " + due));
    }

    @Override
    public boolean hold(long number, String reason) throws IOException {
        return changed(
                number,
                e -> e.state() == QueueEntry.State.READY,
                e -> stated(e, e.recipients(), true, e.view().due(), reason));
    }

    @Override
    public boolean release(long number) throws IOException {
        return changed(
                number,
                e -> e.state() == QueueEntry.State.HELD,
                e -> stated(e, e.recipients(), false, clock.instant(), "released"));
    }

    @Override
    public boolean delete(long number, String reason) throws IOException {
        return changed(
                number,
                e -> e.state() != QueueEntry.State.ACTIVE,
                e -> stated(e, new BitSet(), false, clock.instant(), reason));
    }

    private EntryState stated(
            QueuedEntry entry, BitSet recipients, boolean held, Instant due, String line) {
        EntryState now = entry.said();
        return new EntryState(
                now.number(),
                recipients,
                held,
                due.toEpochMilli(),
                now.attempt(),
                now.notices(),
                held ? line : now.lastReply(),
                List.of(clock.instant() + " " + line),
                now.messageSegment());
    }

    private boolean changed(long number, Predicate<QueuedEntry> allowed, Change change)
            throws IOException {
        try {
            change(number, allowed, change).join();
            return true;
        } catch (java.util.concurrent.CompletionException failed) {
            if (failed.getCause() instanceof NotAllowed) {
                return false;
            }
            throw new IOException(failed.getCause().getMessage(), failed.getCause());
        }
    }

    /** Frees old segments; called now and then. */
    void reclaim() throws IOException {
        reclaim.run();
    }

    @Override
    public List<Reading> readings() {
        JournalStatistics figures = journal.statistics();
        Map<String, String> labels = Map.of("journal", "queue");
        return List.of(
                Reading.of("queue_entries", ledger.entries().size()),
                new Reading("journal_octets", labels, figures.octets()),
                new Reading("journal_live_octets", labels, figures.liveOctets()),
                new Reading("journal_appends_total", labels, figures.appends()),
                new Reading("journal_syncs_total", labels, figures.syncs()));
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
