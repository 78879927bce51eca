// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.observe.MeterSource;
import org.tubepost.api.observe.Reading;
import org.tubepost.api.queue.EntryChange;
import org.tubepost.api.queue.Queue;
import org.tubepost.api.queue.QueueAdministration;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueFilter;
import org.tubepost.api.queue.QueueFullException;
import org.tubepost.api.queue.QueueLease;
import org.tubepost.api.queue.QueueView;
import org.tubepost.api.queue.Settlement;
import org.tubepost.api.queue.Submission;
import org.tubepost.journal.Appended;
import org.tubepost.journal.Journal;
import org.tubepost.journal.JournalOptions;
import org.tubepost.journal.JournalStatistics;

/**
 * The queue on one journal. A message is accepted when its MESSAGE record is durable; many share
 * one fsync. The ledger in memory holds where everything is, never content nor envelopes. One lock
 * guards it, held for a write to the system's cache at most, and at the end of a segment for its
 * fsync. Here messages come in; {@link Leases} gives entries out for delivery, {@link Changes}
 * changes them, {@link Inspection} looks at them.
 */
final class JournaledQueue
        implements Queue, QueueView, QueueAdministration, MeterSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournaledQueue.class);

    private final Object lock = new Object();
    private final MessageIds ids = new MessageIds();
    private final Journal journal;
    private final Ledger ledger;
    private final SpilledBodies spilled;
    private final Reclaim reclaim;
    private final Changes changes;
    private final Leases leases;
    private final Administration administration;
    private final Inspection inspection;
    private final Consumer<QueueEntry> listener;
    private final int entryLimit;
    private final int memoryPerMessage;

    /**
     * Opens a queue.
     *
     * @param directory of the journal
     * @param log told of what administrators do
     * @param listener told of entries that deserve a look; must return at once
     */
    JournaledQueue(
            Path directory,
            JournalOptions options,
            QueueSettings settings,
            Clock clock,
            MailLog log,
            Consumer<QueueEntry> listener)
            throws IOException {
        Recovery recovery = new Recovery();
        this.journal = Journal.open(directory, options, recovery);
        this.ledger = recovery.ledger();
        recovery.finish(clock.millis()).forEach(journal::release);
        this.spilled = new SpilledBodies(journal);
        this.reclaim = new Reclaim(journal, ledger, spilled, lock, settings.reclaimBelowPercent());
        this.changes = new Changes(journal, ledger, lock, listener);
        this.leases = new Leases(journal, ledger, lock, changes, clock, listener);
        this.inspection = new Inspection(journal, ledger, lock);
        this.administration = new Administration(changes, inspection, log, clock);
        this.listener = listener;
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
        return leases.take(number, e -> e.state() == QueueEntry.State.READY);
    }

    /** Takes an entry that is to be returned or redirected. */
    Optional<QueueLease> leaseIntended(long number) throws IOException {
        return leases.take(
                number, e -> e.state() == QueueEntry.State.HELD && !e.intent().isEmpty());
    }

    @Override
    public CompletionStage<Void> settle(QueueLease lease, Settlement settlement) {
        return leases.settle((EntryLease) lease, settlement);
    }

    @Override
    public Stream<QueueEntry> entries() {
        return inspection.entries(0);
    }

    @Override
    public Stream<QueueEntry> select(QueueFilter filter, long after) {
        return inspection.select(filter, after);
    }

    @Override
    public Optional<QueueEntry> entry(long number) {
        return inspection.entry(number);
    }

    @Override
    public Optional<Envelope> envelope(long number) throws IOException {
        return inspection.envelope(number);
    }

    @Override
    public Optional<Content> content(long number) throws IOException {
        return inspection.content(number);
    }

    @Override
    public List<String> history(long number) throws IOException {
        return inspection.history(number);
    }

    @Override
    public CompletionStage<Boolean> change(long number, EntryChange change, String administrator) {
        return administration.change(number, change, administrator);
    }

    @Override
    public boolean reschedule(long number, Instant due) throws IOException {
        try {
            return administration.reschedule(number, due).join();
        } catch (CompletionException failed) {
            throw new IOException(failed.getCause().getMessage(), failed.getCause());
        }
    }

    /** Entries that are to be returned or redirected. */
    List<Long> intended() {
        synchronized (lock) {
            return ledger.intended();
        }
    }

    /** What is to be done with an entry; empty if it is gone. */
    Optional<EntryChange> intent(long number) {
        synchronized (lock) {
            return Optional.ofNullable(ledger.visible(number))
                    .filter(e -> !e.intent().isEmpty())
                    .map(e -> Intent.parse(e.intent()));
        }
    }

    /** Frees old segments, then records what waited for room; called now and then. */
    void reclaim() throws IOException {
        changes.retry();
        reclaim.run();
        changes.retry();
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
