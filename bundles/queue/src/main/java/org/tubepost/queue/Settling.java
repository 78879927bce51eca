// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.Settlement;

/** What a settlement makes of an entry. */
final class Settling {
    private static final int MOST_LINES = 50;

    private final QueueEntry entry;
    private final BitSet leased;
    private final List<Recipient> all;
    private final Settlement settlement;
    private final Instant now;

    Settling(
            QueueEntry entry,
            BitSet leased,
            List<Recipient> all,
            Settlement settlement,
            Instant now) {
        this.entry = entry;
        this.leased = leased;
        this.all = all;
        this.settlement = settlement;
        this.now = now;
    }

    EntryState next(QueuedEntry state) {
        BitSet left = (BitSet) leased.clone();
        List<String> lines = new ArrayList<>();
        boolean held = false;
        String last = entry.lastReply();
        for (Outcome outcome : settlement.outcomes()) {
            int index = indexOf(outcome.recipient(), left);
            if (index < 0) {
                continue;
            }
            if (outcome instanceof Outcome.Delivered || outcome instanceof Outcome.Failed) {
                left.clear(index);
            } else {
                held |= outcome instanceof Outcome.Held;
                last = outcome.reply().toString();
            }
            if (lines.size() < MOST_LINES) {
                lines.add(line(outcome));
            }
        }
        return new EntryState(
                entry.number(),
                left,
                held,
                settlement.nextDue().toEpochMilli(),
                entry.attempt() + 1,
                settlement.notices(),
                last,
                lines,
                state.message().segment(),
                false,
                held || left.isEmpty() ? "" : state.intent());
    }

    private int indexOf(Recipient recipient, BitSet among) {
        return among.stream().filter(i -> all.get(i).equals(recipient)).findFirst().orElse(-1);
    }

    private String line(Outcome outcome) {
        return now
                + " attempt "
                + entry.attempt()
                + " "
                + outcome.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT)
                + " <"
                + outcome.recipient().address()
                + "> "
                + (outcome.remote().isEmpty() ? "" : outcome.remote() + " ")
                + outcome.reply();
    }
}
