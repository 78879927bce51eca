// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.tubepost.api.message.Priority;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.journal.Extent;

/** An entry in memory. Guarded by the queue's lock. */
final class QueuedEntry {
    private final long number;
    private final QueuedMessage message;
    private final String channel;
    private final String destination;
    private final Priority priority;
    private final long queuedMillis;
    private final List<Extent> records = new ArrayList<>(0);
    private BitSet recipients;
    private QueueEntry.State state = QueueEntry.State.READY;
    private long dueMillis;
    private int attempt = 1;
    private int notices;
    private String lastReply = "";

    QueuedEntry(
            long number,
            QueuedMessage message,
            String channel,
            String destination,
            Priority priority,
            long queuedMillis,
            BitSet recipients) {
        this.number = number;
        this.message = message;
        this.channel = channel.intern();
        this.destination = destination.intern();
        this.priority = priority;
        this.queuedMillis = queuedMillis;
        this.dueMillis = queuedMillis;
        this.recipients = recipients;
    }

    long number() {
        return number;
    }

    QueuedMessage message() {
        return message;
    }

    String channel() {
        return channel;
    }

    /** Indexes of waiting recipients in the message's envelope. */
    BitSet recipients() {
        return recipients;
    }

    QueueEntry.State state() {
        return state;
    }

    void state(QueueEntry.State next) {
        state = next;
    }

    /** Records about this entry alone, oldest first. */
    List<Extent> records() {
        return records;
    }

    /** Takes over what an ENTRY record says. */
    void take(EntryState said) {
        recipients = said.recipients();
        state = said.held() ? QueueEntry.State.HELD : QueueEntry.State.READY;
        dueMillis = said.dueMillis();
        attempt = said.attempt();
        notices = said.notices();
        lastReply = said.lastReply();
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
                message.record().segment());
    }

    QueueEntry view() {
        return new QueueEntry(
                number,
                message.id(),
                channel,
                destination,
                priority,
                recipients.cardinality(),
                message.size(),
                Instant.ofEpochMilli(queuedMillis),
                Instant.ofEpochMilli(dueMillis),
                attempt,
                notices,
                state,
                lastReply);
    }
}
