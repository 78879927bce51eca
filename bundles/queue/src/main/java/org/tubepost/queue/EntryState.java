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
 * @param attempt next attempt; 0 in the last record of a message that was never accepted
 * @param notices delay notices sent
 * @param lastReply what the last attempt said
 * @param history lines to remember
 * @param messageSegment segment of the MESSAGE record; a record that says "gone" is needed while it
 *     exists
 * @param whole the lines hold what earlier records said too, so that those mean nothing any more
 * @param intent what is to be done with the entry; see {@link Intent}
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
        long messageSegment,
        boolean whole,
        String intent) {

    private static final int HELD = 1;
    private static final int WHOLE = 2;

    boolean isGone() {
        return recipients.isEmpty();
    }

    /** True if the message was never accepted, so that what caused it may cause it again. */
    boolean isRevoked() {
        return isGone() && attempt == 0;
    }

    /** The entry of a message that was not accepted after all. */
    EntryState revoked() {
        return new EntryState(
                number,
                new BitSet(),
                false,
                dueMillis,
                0,
                notices,
                lastReply,
                List.of(),
                messageSegment,
                false,
                "");
    }

    /** The same with what earlier records said. */
    EntryState withHistory(List<String> all) {
        return new EntryState(
                number,
                recipients,
                held,
                dueMillis,
                attempt,
                notices,
                lastReply,
                all,
                messageSegment,
                true,
                intent);
    }

    ByteBuffer encode() {
        Bytes out = new Bytes();
        out.number(number).number(messageSegment);
        out.octet((held ? HELD : 0) | (whole ? WHOLE : 0)).number(dueMillis);
        out.number(attempt).number(notices).text(lastReply);
        out.buffer(ByteBuffer.wrap(recipients.toByteArray()));
        out.number(history.size());
        history.forEach(out::text);
        if (!intent.isEmpty()) {
            out.text(intent);
        }
        return out.toBuffer();
    }

    /** Reads a state that fills a buffer. */
    static EntryState decode(ByteBuffer from) {
        return decode(from, true);
    }

    /** Reads a state without its history, for those who have no use for it. */
    static EntryState decodeBriefly(ByteBuffer from) {
        return decode(from, false);
    }

    private static EntryState decode(ByteBuffer from, boolean withHistory) {
        long number = Bytes.number(from);
        long segment = Bytes.number(from);
        int flags = from.get();
        long due = Bytes.number(from);
        int attempt = (int) Bytes.number(from);
        int notices = (int) Bytes.number(from);
        String lastReply = Bytes.text(from);
        BitSet recipients = BitSet.valueOf(Bytes.slice(from));
        return new EntryState(
                number,
                recipients,
                (flags & HELD) != 0,
                due,
                attempt,
                notices,
                lastReply,
                history(from, withHistory),
                segment,
                (flags & WHOLE) != 0,
                from.hasRemaining() ? Bytes.text(from) : "");
    }

    private static List<String> history(ByteBuffer from, boolean wanted) {
        int lines = (int) Bytes.number(from);
        if (lines == 0) {
            return List.of();
        }
        List<String> history = new ArrayList<>();
        for (int i = 0; i < lines; i++) {
            if (wanted) {
                history.add(Bytes.text(from));
            } else {
                Bytes.skip(from);
            }
        }
        return history;
    }
}
