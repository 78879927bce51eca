// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.journal.Extent;

/** An entry in memory, packed as its message is. Guarded by the queue's lock. */
final class QueuedEntry {
    private final long number;
    private final QueuedMessage message;
    private final String channel;
    private final String destination;
    private long[] records = PackedExtents.NONE;
    private QueuedEntry next;
    private BitSet recipients;
    private QueueEntry.State state = QueueEntry.State.READY;
    private long dueMillis;
    private int attempt = 1;
    private int notices;
    private String lastReply = "";
    private String intent = "";

    QueuedEntry(QueuedMessage message, String channel, String destination, EntryState said) {
        this.number = said.number();
        this.message = message;
        this.channel = Names.shared(channel);
        this.destination = Names.shared(destination);
        take(said);
    }

    long number() {
        return number;
    }

    QueuedMessage message() {
        return message;
    }

    /** The next entry of the same message; null after the last. */
    QueuedEntry next() {
        return next;
    }

    void next(QueuedEntry behind) {
        next = behind;
    }

    /** Indexes of waiting recipients in the message's envelope; not to be changed. */
    BitSet recipients() {
        return recipients;
    }

    QueueEntry.State state() {
        return state;
    }

    void state(QueueEntry.State other) {
        state = other;
    }

    /** The state when nobody delivers it. */
    QueueEntry.State restingState() {
        return intent.isEmpty() ? QueueEntry.State.READY : QueueEntry.State.HELD;
    }

    /** What an administrator wants to be done with it; see {@link Intent}. */
    String intent() {
        return intent;
    }

    /** Records about this entry alone, oldest first. */
    List<Extent> records() {
        return PackedExtents.list(records);
    }

    int recordCount() {
        return records.length / 2;
    }

    /** True if a record about it is in a segment. */
    boolean hasRecordIn(long segment) {
        return PackedExtents.touches(records, segment);
    }

    void addRecord(Extent record) {
        records = PackedExtents.plus(records, record);
    }

    /** One record, or none, says everything now. */
    void clearRecords() {
        records = PackedExtents.NONE;
    }

    /** Takes over what an ENTRY record says. */
    void take(EntryState said) {
        recipients = RecipientSets.shared(said.recipients());
        state = said.held() ? QueueEntry.State.HELD : QueueEntry.State.READY;
        dueMillis = said.dueMillis();
        attempt = said.attempt();
        notices = said.notices();
        lastReply = Names.shared(said.lastReply());
        intent = Names.shared(said.intent());
    }

    /** What was accepted by a clock that has been set back since need not wait for it. */
    void clockIs(long nowMillis) {
        if (attempt == 1 && dueMillis == message.queuedMillis()) {
            dueMillis = Math.min(dueMillis, nowMillis);
        }
    }

    EntryState said() {
        return new EntryState(
                number,
                recipients,
                state == QueueEntry.State.HELD,
                dueMillis,
                attempt,
                notices,
                lastReply,
                List.of(),
                message.segment(),
                false,
                intent);
    }

    QueueEntry view() {
        return new QueueEntry(
                number,
                message.id(),
                channel,
                destination,
                message.priority(),
                recipients.cardinality(),
                message.size(),
                Instant.ofEpochMilli(message.queuedMillis()),
                Instant.ofEpochMilli(dueMillis),
                attempt,
                notices,
                state,
                lastReply);
    }
}
