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
            case RecordTypes.ENTRY ->
                    entry(EntryState.decodeBriefly(record.payload()), record.extent());
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
        MessageOutline outline = MessageOutline.read(payload.slice(payload.position(), length));
        QueuedEntry older = ledger.entry(outline.entries().get(0).state().number());
        if (older != null) {
            // A copy made by reclaim: it holds the state of its moment, what came later follows.
            dead.addAll(older.message().extents());
            older.message().entries().forEach(e -> dead.addAll(e.records()));
            ledger.forget(older.message());
        }
        ledger.replay(build(outline, extent), outline.cause());
        outline.entries().forEach(e -> ledger.used(e.state().number() + 1));
    }

    static QueuedMessage build(MessageOutline outline, Extent extent) {
        QueuedMessage message = new QueuedMessage(outline, extent);
        message.show();
        for (MessageOutline.Entry entry : outline.entries()) {
            message.add(
                    new QueuedEntry(message, entry.channel(), entry.destination(), entry.state()));
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
        if (state.whole()) {
            dead.addAll(entry.records());
            entry.clearRecords();
        }
        entry.addRecord(extent);
        if (state.isRevoked()) {
            dead.addAll(ledger.revoke(entry));
        } else if (state.isGone()) {
            dead.addAll(ledger.remove(entry));
        } else {
            dead.addAll(ledger.take(entry, state));
        }
    }

    /**
     * Ends the recovery: messages whose octets did not all survive are given up (they were never
     * acknowledged, or the disk is damaged), octets that no message names are dead.
     */
    List<Extent> finish(long nowMillis) {
        List<QueuedEntry> some = ledger.entries().behind(0);
        while (!some.isEmpty()) {
            for (QueuedEntry entry : some) {
                entry.clockIs(nowMillis);
                if (!bodies.containsAll(entry.message().body())) {
                    LOG.error(
                            "Message {} is incomplete in the queue and is given up",
                            entry.message().id());
                    // Not removed: its cause must not count, so that it is led to once more.
                    dead.addAll(ledger.revoke(entry));
                }
            }
            some = ledger.entries().behind(some.get(some.size() - 1).number());
        }
        dead.addAll(ledger.replayed());
        bodies.removeAll(ledger.bodies());
        dead.addAll(bodies);
        Set<Extent> means = new HashSet<>(dead);
        // Several messages may share octets; what one let go of, another may still need.
        means.removeAll(ledger.bodies());
        return List.copyOf(means);
    }
}
