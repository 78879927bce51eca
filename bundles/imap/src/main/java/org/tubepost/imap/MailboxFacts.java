// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;

/**
 * What is kept in memory of one mailbox for SORT and THREAD: what they compare of its messages, and
 * the last answers that were about all messages. Shared by all who have the mailbox open, who may
 * know different states of it: rows are found by UID, and never change. Thread-safe.
 */
final class MailboxFacts {
    private static final int ANSWERS = 4;

    /** Rows of messages that are gone may be as many as the others and this. */
    private static final int GONE = 1000;

    private final HeaderColumns columns = new HeaderColumns();
    private final Map<String, Answer> answers =
            new LinkedHashMap<>(8, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
                    return size() > ANSWERS;
                }
            };

    /**
     * An answer about all messages of a mailbox. UIDs ascend and are never given twice, so states
     * with the same next UID and as many messages have the same ones.
     */
    private record Answer(long uidNext, int messages, int[] words) {}

    /** The answer to a command about all messages, if it was given for the same ones before. */
    synchronized Optional<int[]> answer(String command, MailboxView view) {
        return Optional.ofNullable(answers.get(command))
                .filter(a -> a.uidNext == view.uidNext() && a.messages == view.size())
                .map(Answer::words);
    }

    /** Keeps an answer, which nobody may change from now on. */
    synchronized void keep(String command, MailboxView view, int[] words) {
        answers.put(command, new Answer(view.uidNext(), view.size(), words));
    }

    /**
     * Index of the first message of which nothing is known.
     *
     * @param found indexes of messages that are wanted
     * @param from the first that is looked at
     * @return -1 if all are known
     */
    synchronized int firstUnknown(MailboxView view, BitSet found, int from) {
        int row = -1;
        for (int i = found.nextSetBit(from); i >= 0; i = found.nextSetBit(i + 1)) {
            row = columns.row(view.uid(i), row + 1);
            if (row < 0) {
                return i;
            }
        }
        return -1;
    }

    /** Adds what {@link HeaderFacts#packed} gave of a message. */
    synchronized void add(MessageRecord record, byte[] packed) {
        columns.add(record.uid(), record.internalDate().getEpochSecond(), packed);
    }

    /**
     * Puts messages in order; those of which nothing is known are left out.
     *
     * @param headers something of headers is compared
     */
    synchronized int[] arrange(
            MailboxView view, BitSet found, boolean headers, Chosen.Arrangement arrangement) {
        return arrangement.of(
                headers
                        ? Chosen.withRows(view, found, columns)
                        : Chosen.plain(view, found, columns));
    }

    /**
     * Too much of it is about messages that are gone: it should begin anew.
     *
     * @param messages that are there now
     */
    synchronized boolean isStale(int messages) {
        return columns.size() - messages > messages + GONE;
    }

    /** Octets of memory, about. */
    synchronized long memory() {
        long sum = columns.memory() + ANSWERS * 64;
        for (Answer answer : answers.values()) {
            sum += 4L * answer.words.length;
        }
        return sum;
    }
}
