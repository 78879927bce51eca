// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What an ENTRY record says: the whole state of an entry, so that the last one stands. No
 * recipients means that the entry is gone.
 *
 * @param number the entry
 * @param recipients indexes of waiting recipients
 * @param held waits for an administrator
 * @param dueMillis next due time
 * @param attempt next attempt
 * @param notices delay notices sent
 * @param lastReply what the last attempt said
 * @param history lines to remember
 * @param messageSegment segment of the MESSAGE record; a record that says "gone" is needed while it
 *     exists
 */
record EntryState(
        long number,
        BitSet recipients,
        boolean held,
        long dueMillis,
        int attempt,
        int notices,
        String lastReply,
        List<String> history,
        long messageSegment) {

    boolean isGone() {
        return recipients.isEmpty();
    }

    /** The same entry without waiting recipients. */
    EntryState gone() {
        return new EntryState(
                number,
                new BitSet(),
                false,
                dueMillis,
                attempt,
                notices,
                lastReply,
                List.of(),
                messageSegment);
    }

    ByteBuffer encode() {
        Bytes out = new Bytes();
        out.number(number).number(messageSegment).octet(held ? 1 : 0).number(dueMillis);
        out.number(attempt).number(notices).text(lastReply);
        out.buffer(ByteBuffer.wrap(recipients.toByteArray()));
        out.number(history.size());
        history.forEach(out::text);
        return out.toBuffer();
    }

    static EntryState decode(ByteBuffer from) {
        long number = Bytes.number(from);
        long segment = Bytes.number(from);
        boolean held = from.get() == 1;
        long due = Bytes.number(from);
        int attempt = (int) Bytes.number(from);
        int notices = (int) Bytes.number(from);
        String lastReply = Bytes.text(from);
        BitSet recipients = BitSet.valueOf(Bytes.slice(from));
        int lines = (int) Bytes.number(from);
        List<String> history = new ArrayList<>(lines);
        for (int i = 0; i < lines; i++) {
            history.add(Bytes.text(from));
        }
        return new EntryState(
                number, recipients, held, due, attempt, notices, lastReply, history, segment);
    }
}
