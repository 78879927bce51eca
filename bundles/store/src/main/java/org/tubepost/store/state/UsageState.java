// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import java.util.Arrays;

/**
 * How much an owner keeps: octets and messages by mailbox and kind of message. Immutable; derived
 * from the mailboxes, so it may be counted again at any time. A change copies a few numbers for
 * each mailbox that has messages, whatever their number.
 */
public final class UsageState implements Versioned {
    /** Mailbox, octets, messages. */
    private static final int WIDTH = 3;

    private final String owner;
    private final String counted;
    private final long[] figures;
    private final String[] kinds;
    private final long octets;
    private final long messages;
    private final long version;

    /** Told of each mailbox and kind. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Some messages.
         *
         * @param mailbox number of their mailbox
         * @param kind keyword of their kind; empty for ordinary ones
         */
        void messages(long mailbox, String kind, long octets, long messages);
    }

    private UsageState(String owner, String counted, long[] figures, String[] kinds, long version) {
        this.owner = owner;
        this.counted = counted;
        this.figures = figures;
        this.kinds = kinds;
        this.version = version;
        long sum = 0;
        long number = 0;
        for (int i = 0; i < kinds.length; i++) {
            sum += figures[WIDTH * i + 1];
            number += figures[WIDTH * i + 2];
        }
        this.octets = sum;
        this.messages = number;
    }

    /** Of an owner without messages. */
    public static UsageState none(String owner, MessageTypes types) {
        return new UsageState(owner, types.keywords(), new long[0], new String[0], 0);
    }

    /** Whose it is. */
    public String owner() {
        return owner;
    }

    /** Octets of all messages. */
    public long octets() {
        return octets;
    }

    /** Number of all messages. */
    public long messages() {
        return messages;
    }

    /** True when kinds were told apart as these types say. */
    public boolean isCountedBy(MessageTypes types) {
        return counted.equals(types.keywords());
    }

    /** True when the figures are the same. */
    public boolean agrees(UsageState other) {
        return Arrays.equals(figures, other.figures) && Arrays.equals(kinds, other.kinds);
    }

    /** Tells all. */
    public void forEach(Visitor visitor) {
        for (int i = 0; i < kinds.length; i++) {
            int at = WIDTH * i;
            visitor.messages(figures[at], kinds[i], figures[at + 1], figures[at + 2]);
        }
    }

    /** With so many more, or fewer if negative. */
    public UsageState plus(
            long mailbox, String kind, long moreOctets, long moreMessages, long lsn) {
        int at = find(mailbox, kind);
        if (at < 0) {
            return moreMessages <= 0
                    ? this
                    : inserted(-at - 1, mailbox, kind, moreOctets, moreMessages, lsn);
        }
        if (figures[WIDTH * at + 2] + moreMessages <= 0) {
            return without(at, at + 1, lsn);
        }
        long[] changed = figures.clone();
        changed[WIDTH * at + 1] += moreOctets;
        changed[WIDTH * at + 2] += moreMessages;
        return new UsageState(owner, counted, changed, kinds, lsn);
    }

    /** Without a mailbox. */
    public UsageState without(long mailbox, long lsn) {
        int from = 0;
        while (from < kinds.length && figures[WIDTH * from] < mailbox) {
            from++;
        }
        int to = from;
        while (to < kinds.length && figures[WIDTH * to] == mailbox) {
            to++;
        }
        return from == to ? this : without(from, to, lsn);
    }

    private UsageState without(int from, int to, long lsn) {
        long[] fewer = new long[WIDTH * (kinds.length - (to - from))];
        System.arraycopy(figures, 0, fewer, 0, WIDTH * from);
        System.arraycopy(figures, WIDTH * to, fewer, WIDTH * from, WIDTH * (kinds.length - to));
        String[] left = new String[kinds.length - (to - from)];
        System.arraycopy(kinds, 0, left, 0, from);
        System.arraycopy(kinds, to, left, from, kinds.length - to);
        return new UsageState(owner, counted, fewer, left, lsn);
    }

    private UsageState inserted(
            int at, long mailbox, String kind, long sum, long number, long lsn) {
        long[] more = new long[figures.length + WIDTH];
        System.arraycopy(figures, 0, more, 0, WIDTH * at);
        more[WIDTH * at] = mailbox;
        more[WIDTH * at + 1] = sum;
        more[WIDTH * at + 2] = number;
        System.arraycopy(figures, WIDTH * at, more, WIDTH * (at + 1), figures.length - WIDTH * at);
        String[] names = new String[kinds.length + 1];
        System.arraycopy(kinds, 0, names, 0, at);
        names[at] = kind;
        System.arraycopy(kinds, at, names, at + 1, kinds.length - at);
        return new UsageState(owner, counted, more, names, lsn);
    }

    /** Index as {@link Arrays#binarySearch} says it. */
    private int find(long mailbox, String kind) {
        int low = 0;
        int high = kinds.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compare(figures[WIDTH * middle], mailbox);
            if (order == 0) {
                order = kinds[middle].compareTo(kind);
            }
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public long base() {
        return version;
    }

    @Override
    public long memory() {
        return 128 + 8L * figures.length + 8L * kinds.length;
    }

    /** Writes all. */
    public void encode(RecordWriter to) {
        to.text(owner).text(counted).number(version).number(kinds.length);
        forEach(
                (mailbox, kind, sum, number) ->
                        to.number(mailbox).text(kind).number(sum).number(number));
    }

    /** Reads all. */
    public static UsageState decode(RecordReader from) {
        String owner = from.text();
        String counted = from.text();
        long version = from.number();
        int count = from.count();
        long[] figures = new long[WIDTH * count];
        String[] kinds = new String[count];
        for (int i = 0; i < count; i++) {
            figures[WIDTH * i] = from.number();
            kinds[i] = from.text().intern();
            figures[WIDTH * i + 1] = from.number();
            figures[WIDTH * i + 2] = from.number();
        }
        return new UsageState(owner, counted, figures, kinds, version);
    }
}
