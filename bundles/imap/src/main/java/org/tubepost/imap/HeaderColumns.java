// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import org.tubepost.wire.imap.SortArguments.By;

/**
 * What SORT and THREAD compare of the messages of one mailbox, in columns: a row for each message,
 * in whichever order they came to be known. Texts and message ids are numbers, so nothing of a
 * message is an object. Not thread-safe.
 */
final class HeaderColumns {
    /** Marks a message without an id. */
    static final int NO_ID = -1;

    private static final byte BETWEEN = 0;
    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;
    private static final int ROOM = 16;

    // Columns of the numbers of a row.
    private static final int SUBJECT = 0;
    private static final int FROM = 1;
    private static final int TO = 2;
    private static final int CC = 3;
    private static final int DISPLAY_FROM = 4;
    private static final int DISPLAY_TO = 5;
    private static final int ID = 6;
    private static final int REFERENCES_END = 7;
    private static final int WIDTH = 8;

    private final Texts texts = new Texts();
    private final Texts ids = new Texts();
    private final BitSet replies = new BitSet();
    private long[] uids = new long[ROOM];
    private long[] sent = new long[ROOM];
    private int[] numbers = new int[WIDTH * ROOM];
    private int[] references = new int[ROOM];
    private int[] table = new int[2 * ROOM];
    private int size;

    /** Messages that it knows. */
    int size() {
        return size;
    }

    /** Octets of memory, about. */
    long memory() {
        return 512
                + 8L * (uids.length + sent.length)
                + 4L * (numbers.length + references.length + table.length)
                + size / Byte.SIZE
                + texts.memory()
                + ids.memory();
    }

    /**
     * Row of a message; -1 if it is not known.
     *
     * @param guess where it is likely to be: behind that of the message before
     */
    int row(long uid, int guess) {
        return guess < size && uids[guess] == uid ? guess : table[slot(uid)] - 1;
    }

    /** Where a UID is, or would be. */
    private int slot(long uid) {
        int slot = (int) (uid * SPREAD >>> Integer.SIZE) & table.length - 1;
        while (table[slot] != 0 && uids[table[slot] - 1] != uid) {
            slot = slot + 1 & table.length - 1;
        }
        return slot;
    }

    /**
     * Adds a message.
     *
     * @param arrival seconds of its internal date, which counts when it has no date itself (RFC
     *     5256 section 2.2)
     * @param packed what {@link HeaderFacts#packed} gave
     */
    void add(long uid, long arrival, byte[] packed) {
        int slot = slot(uid);
        if (table[slot] != 0) {
            return;
        }
        if (size == uids.length) {
            int more = size + (size >> 1);
            uids = Arrays.copyOf(uids, more);
            sent = Arrays.copyOf(sent, more);
            numbers = Arrays.copyOf(numbers, Math.multiplyExact(WIDTH, more));
        }
        uids[size] = uid;
        fill(size, arrival, packed);
        table[slot] = ++size;
        if (2 * size > table.length) {
            rehash();
        }
    }

    private void rehash() {
        table = new int[4 * table.length];
        for (int row = 0; row < size; row++) {
            table[slot(uids[row])] = row + 1;
        }
    }

    private void fill(int row, long arrival, byte[] packed) {
        int end = end(packed, 0);
        sent[row] =
                end == 0
                        ? arrival
                        : Long.parseLong(new String(packed, 0, end, StandardCharsets.US_ASCII));
        int at = end + 1;
        end = end(packed, at);
        int base = WIDTH * row;
        numbers[base + SUBJECT] = texts.number(packed, at, end);
        at = end + 1;
        end = end(packed, at);
        replies.set(row, end > at);
        for (int column = FROM; column <= DISPLAY_TO; column++) {
            at = end + 1;
            end = end(packed, at);
            numbers[base + column] = texts.number(packed, at, end);
        }
        at = end + 1;
        end = end(packed, at);
        numbers[base + ID] = end == at ? NO_ID : ids.number(packed, at, end);
        int count = row == 0 ? 0 : numbers[base - WIDTH + REFERENCES_END];
        while (end < packed.length) {
            at = end + 1;
            end = end(packed, at);
            if (count == references.length) {
                references = Arrays.copyOf(references, count + (count >> 1));
            }
            references[count++] = ids.number(packed, at, end);
        }
        numbers[base + REFERENCES_END] = count;
    }

    private static int end(byte[] packed, int from) {
        int at = from;
        while (at < packed.length && packed[at] != BETWEEN) {
            at++;
        }
        return at;
    }

    /** Seconds of the Date field of a message; of its arrival if it has none. */
    long sent(int row) {
        return sent[row];
    }

    /** Number of the base subject. */
    int subject(int row) {
        return numbers[WIDTH * row + SUBJECT];
    }

    /** The subject is that of a reply or forward. */
    boolean isReply(int row) {
        return replies.get(row);
    }

    /** Number of the message's id, or {@link #NO_ID}. */
    int id(int row) {
        return numbers[WIDTH * row + ID];
    }

    /** Where the ids begin of the messages before. */
    int referencesFrom(int row) {
        return row == 0 ? 0 : numbers[WIDTH * (row - 1) + REFERENCES_END];
    }

    /** Where they end. */
    int referencesTo(int row) {
        return numbers[WIDTH * row + REFERENCES_END];
    }

    /** Number of one of these ids. */
    int reference(int at) {
        return references[at];
    }

    /** Texts of subjects and names. */
    Texts texts() {
        return texts;
    }

    /** Different ids of messages. */
    int ids() {
        return ids.size();
    }

    /** Number of the text by which a message is sorted. */
    int text(By by, int row) {
        int column =
                switch (by) {
                    case SUBJECT -> SUBJECT;
                    case FROM -> FROM;
                    case TO -> TO;
                    case CC -> CC;
                    case DISPLAYFROM -> DISPLAY_FROM;
                    case DISPLAYTO -> DISPLAY_TO;
                    case ARRIVAL, DATE, SIZE ->
                            throw new IllegalArgumentException(by + " is no text");
                };
        return numbers[WIDTH * row + column];
    }
}
