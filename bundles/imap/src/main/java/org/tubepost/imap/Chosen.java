// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.Arrays;
import java.util.BitSet;
import org.tubepost.api.store.MailboxView;

/**
 * Messages that are to be put in order. A position counts among them.
 *
 * @param view the mailbox as the client knows it
 * @param indexes of the messages there, ascending
 * @param columns what is known of headers
 * @param rows of the messages there; none when nothing of a header is compared
 */
record Chosen(MailboxView view, int[] indexes, HeaderColumns columns, int[] rows) {

    /** Messages of which only the mailbox itself is asked. */
    static Chosen plain(MailboxView view, BitSet indexes, HeaderColumns columns) {
        return new Chosen(view, indexes.stream().toArray(), columns, new int[0]);
    }

    /** Messages with their rows; those without one are gone, and are left out. */
    static Chosen withRows(MailboxView view, BitSet found, HeaderColumns columns) {
        int most = found.cardinality();
        int[] indexes = new int[most];
        int[] rows = new int[most];
        int count = 0;
        int row = -1;
        for (int i = found.nextSetBit(0); i >= 0; i = found.nextSetBit(i + 1)) {
            row = columns.row(view.uid(i), row + 1);
            if (row >= 0) {
                indexes[count] = i;
                rows[count++] = row;
            }
        }
        return count == most
                ? new Chosen(view, indexes, columns, rows)
                : new Chosen(
                        view, Arrays.copyOf(indexes, count), columns, Arrays.copyOf(rows, count));
    }

    /** Number of messages. */
    int size() {
        return indexes.length;
    }

    /** A way to put messages in order. */
    @FunctionalInterface
    interface Arrangement {
        /** What the answer tells: indexes of messages, and numbers below zero between them. */
        int[] of(Chosen chosen);
    }
}
