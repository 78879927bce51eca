// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.message.Recipient;
import org.tubepost.journal.DamageReport;
import org.tubepost.journal.Extent;
import org.tubepost.journal.JournalRecord;
import org.tubepost.journal.ReplayHandler;

/**
 * Rebuilds the ledger from the records of the journal, and notes which of them mean nothing any
 * more.
 */
final class Recovery implements ReplayHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final Ledger ledger = new Ledger();
    private final List<Extent> dead = new ArrayList<>();
    private final Set<Extent> bodies = new HashSet<>();
    private Extent counter;

    Ledger ledger() {
        return ledger;
    }

    /** The last COUNTER record; null if there is none. */
    Extent counter() {
        return counter;
    }

    @Override
    public void replay(JournalRecord record) throws IOException {
        switch (record.type()) {
            case RecordTypes.BODY -> bodies.add(record.extent());
            case RecordTypes.MESSAGE -> message(record.payload(), record.extent());
            case RecordTypes.ENTRY -> entry(EntryState.decode(record.payload()), record.extent());
            case RecordTypes.COUNTER -> {
                if (counter != null) {
                    dead.add(counter);
                }
                counter = record.extent();
                ledger.used(Bytes.number(record.payload()));
            }
            default -> LOG.warn("Queue journal holds a record of unknown type {}", record.type());
        }
    }

    @Override
    public void damaged(DamageReport report) {
        LOG.error("Queue journal is damaged: {}", report);
    }

    private void message(ByteBuffer payload, Extent extent) {
        int length = payload.getInt();
        MessageHead head = MessageHead.decode(payload.slice(payload.position(), length));
        QueuedMessage older = ledger.message(head.envelope().id());
        if (older != null) {
            // A copy made by reclaim: it holds the state of its moment, what came later follows.
            dead.addAll(older.extents());
            older.entries().forEach(e -> dead.addAll(e.records()));
            ledger.forget(older);
        }
        ledger.add(build(head, extent), head.envelope().origin().cause());
        head.states().forEach(s -> ledger.used(s.number() + 1));
    }

    static QueuedMessage build(MessageHead head, Extent extent) {
        QueuedMessage message =
                new QueuedMessage(head.envelope().id(), head.summary().size(), extent, head.body());
        message.show();
        for (EntryState state : head.states()) {
            Recipient first = head.envelope().recipients().get(state.recipients().nextSetBit(0));
            QueuedEntry entry =
                    new QueuedEntry(
                            state.number(),
                            message,
                            first.channel(),
                            first.destination(),
                            head.envelope().priority(),
                            head.envelope().origin().received().toEpochMilli(),
                            state.recipients());
            entry.take(state);
            message.entries().add(entry);
        }
        return message;
    }

    private void entry(EntryState state, Extent extent) {
        QueuedEntry entry = ledger.entry(state.number());
        ledger.used(state.number() + 1);
        if (entry == null) {
            dead.add(extent);
            return;
        }
        entry.records().add(extent);
        if (state.isGone()) {
            dead.addAll(ledger.remove(entry));
        } else {
            entry.take(state);
        }
    }

    /**
     * Ends the recovery: messages whose octets did not all survive are given up (they were never
     * acknowledged, or the disk is damaged), octets that no message names are dead.
     */
    List<Extent> finish() {
        for (QueuedMessage message : List.copyOf(iterable())) {
            if (!bodies.containsAll(message.body())) {
                LOG.error("Message {} is incomplete in the queue and is given up", message.id());
                List<QueuedEntry> entries = List.copyOf(message.entries());
                entries.forEach(e -> dead.addAll(ledger.remove(e)));
            }
        }
        bodies.removeAll(ledger.bodies());
        dead.addAll(bodies);
        Set<Extent> means = new HashSet<>(dead);
        // Several messages may share octets; what one let go of, another may still need.
        means.removeAll(ledger.bodies());
        return List.copyOf(means);
    }

    private List<QueuedMessage> iterable() {
        List<QueuedMessage> all = new ArrayList<>();
        ledger.messages().forEach(all::add);
        return all;
    }
}
