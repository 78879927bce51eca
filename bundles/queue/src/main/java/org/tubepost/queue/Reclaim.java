// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.journal.Extent;
import org.tubepost.journal.Journal;
import org.tubepost.journal.SegmentStatus;

/**
 * Frees old segments: what is still alive in one is written again, and records that say "gone"
 * about something whose first record still exists elsewhere are kept too. Messages that are being
 * delivered or taken just now keep their segment until the next time.
 */
final class Reclaim {
    private static final Logger LOG = LoggerFactory.getLogger(Reclaim.class);

    private final Journal journal;
    private final Ledger ledger;
    private final SpilledBodies spilled;
    private final Object lock;
    private final double belowShare;

    Reclaim(Journal journal, Ledger ledger, SpilledBodies spilled, Object lock, int belowPercent) {
        this.journal = journal;
        this.ledger = ledger;
        this.spilled = spilled;
        this.lock = lock;
        this.belowShare = belowPercent / 100.0;
    }

    /** Frees what can be freed now. */
    void run() throws IOException {
        for (SegmentStatus segment : journal.segments()) {
            if (!segment.active()
                    && segment.liveShare() < belowShare
                    && !spilled.uses(segment.id())
                    && rewrite(segment.id())) {
                journal.drop(segment.id());
                LOG.debug("Queue segment {} is freed", segment.id());
            }
        }
    }

    private boolean rewrite(long segment) throws IOException {
        synchronized (lock) {
            // Often so for long: not worth a walk over all entries each time.
            if (ledger.keepsCauseIn(segment)) {
                return false;
            }
        }
        // Nothing new comes into an old segment, so all that is touched is among these.
        List<QueuedEntry> touched = touched(segment);
        long last = 0;
        synchronized (lock) {
            touched.removeIf(e -> ledger.entry(e.number()) != e);
            if (touched.stream().anyMatch(e -> isBusy(e, segment))) {
                return false;
            }
            if (ledger.keepsCauseIn(segment)) {
                return false;
            }
            Map<Extent, Extent> copies = new HashMap<>();
            for (QueuedEntry entry : touched) {
                if (entry.message().touches(segment)) {
                    last = Math.max(last, move(entry.message(), copies));
                } else if (entry.hasRecordIn(segment)) {
                    last = Math.max(last, restate(entry));
                }
            }
            last = Math.max(last, keepGone(segment));
            last = Math.max(last, count());
        }
        journal.awaitDurable(last);
        return true;
    }

    /** Entries that a segment holds something of; the lock is free now and then. */
    private List<QueuedEntry> touched(long segment) {
        List<QueuedEntry> touched = new ArrayList<>();
        long behind = 0;
        while (true) {
            synchronized (lock) {
                List<QueuedEntry> some = ledger.entries().behind(behind);
                if (some.isEmpty()) {
                    return touched;
                }
                for (QueuedEntry entry : some) {
                    if (entry.message().touches(segment) || entry.hasRecordIn(segment)) {
                        touched.add(entry);
                    }
                    behind = entry.number();
                }
            }
        }
    }

    private static boolean isBusy(QueuedEntry entry, long segment) {
        return !entry.message().isVisible()
                || entry.message().entries().stream()
                        .anyMatch(
                                e ->
                                        e.state() == QueueEntry.State.ACTIVE
                                                && (e.message().touches(segment)
                                                        || e.hasRecordIn(segment)));
    }

    /**
     * Writes a message again with its state of this moment.
     *
     * @param copies BODY records that were written again for messages before this one
     */
    private long move(QueuedMessage message, Map<Extent, Extent> copies) throws IOException {
        ByteBuffer record = journal.read(message.record());
        int length = record.getInt();
        MessageHead head = MessageHead.decode(record.slice(record.position(), length));
        ByteBuffer tail = record.position(record.position() + length).slice();
        List<Extent> body = new ArrayList<>();
        for (Extent extent : message.body()) {
            Extent copy = copies.get(extent);
            if (copy == null) {
                copy = journal.relocate(RecordTypes.BODY, 0, journal.read(extent)).extent();
                copies.put(extent, copy);
            }
            body.add(copy);
        }
        List<EntryState> states = new ArrayList<>();
        for (QueuedEntry entry : message.entries()) {
            List<String> earlier = EntryHistory.of(head, entry.number());
            states.add(
                    entry.said()
                            .withHistory(
                                    EntryHistory.joined(
                                            earlier, EntryHistory.of(journal, entry.records()))));
        }
        MessageHead moved =
                new MessageHead(
                        head.envelope(),
                        head.summary(),
                        head.prefix(),
                        body,
                        states,
                        head.layout());
        var appended = journal.relocate(RecordTypes.MESSAGE, 0, moved.encode(), tail);
        ledger.moved(message, appended.extent(), body).forEach(journal::release);
        for (QueuedEntry entry : message.entries()) {
            entry.records().forEach(journal::release);
            entry.clearRecords();
        }
        return appended.lsn();
    }

    private long restate(QueuedEntry entry) throws IOException {
        List<String> lines = EntryHistory.of(journal, entry.records());
        EntryState all = entry.said().withHistory(EntryHistory.joined(List.of(), lines));
        var appended = journal.relocate(RecordTypes.ENTRY, 0, all.encode());
        entry.records().forEach(journal::release);
        entry.clearRecords();
        entry.addRecord(appended.extent());
        return appended.lsn();
    }

    /**
     * A record that says "gone" is needed as long as the message's own record would be replayed.
     */
    private long keepGone(long segment) throws IOException {
        long[] last = {0};
        journal.visit(
                segment,
                record -> {
                    if (record.type() != RecordTypes.ENTRY) {
                        return;
                    }
                    EntryState state = EntryState.decodeBriefly(record.payload());
                    if (state.isGone()
                            && state.messageSegment() != segment
                            && journal.exists(state.messageSegment())) {
                        var kept = journal.relocate(RecordTypes.ENTRY, 0, record.payload());
                        journal.release(kept.extent());
                        last[0] = kept.lsn();
                    }
                });
        return last[0];
    }

    /** Numbers must not be used again even when nothing is queued any more. */
    private long count() throws IOException {
        var appended =
                journal.relocate(
                        RecordTypes.COUNTER, 0, new Bytes().number(ledger.nextNumber()).toBuffer());
        journal.release(appended.extent());
        return appended.lsn();
    }
}
