// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.tubepost.store.index.DerivedIndex;
import org.tubepost.store.state.FlagGroup;
import org.tubepost.store.state.Folder;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.MessageTypes;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.Row;
import org.tubepost.store.state.UsageState;

/**
 * What all owners keep, counted along with every record that is applied. Figures of owners who are
 * not in memory are in the derived index; where it has none, or other kinds of messages were told
 * apart when they were written, they are counted from the mailboxes when they are asked for.
 *
 * <p>What is expunged and can be put back is not counted.
 *
 * <p>Each change loads the figures before the mailbox changes: so what is counted then is what the
 * index has. Changes are made under the sequencer's lock; {@link #of} is free to all threads.
 */
final class Usages {
    private final DerivedIndex index;
    private final LongFunction<MailboxState> mailboxes;
    private final MessageTypes types;
    private final Map<String, UsageCell> cells = new ConcurrentHashMap<>();

    /**
     * Begins with what the index has.
     *
     * @param mailboxes gives a mailbox by its number; null if there is none
     */
    Usages(DerivedIndex index, LongFunction<MailboxState> mailboxes, MessageTypes types) {
        this.index = index;
        this.mailboxes = mailboxes;
        this.types = types;
    }

    MessageTypes types() {
        return types;
    }

    UsageCell of(String owner) {
        return cells.computeIfAbsent(owner, o -> new UsageCell(o, load(o)));
    }

    private UsageState load(String owner) {
        return index.usage(owner)
                .filter(u -> u.isCountedBy(types))
                .orElseGet(() -> counted(owner, index.owner(owner).orElse(null), 0));
    }

    private UsageState counted(String owner, OwnerState state, long lsn) {
        UsageState usage = UsageState.none(owner, types);
        if (state == null) {
            return usage;
        }
        for (Folder folder : state.folders().values()) {
            MailboxState mailbox = folder.isSelectable() ? mailboxes.apply(folder.mailbox()) : null;
            if (mailbox != null) {
                usage = plus(usage, mailbox, lsn);
            }
        }
        return usage;
    }

    /**
     * Counts again.
     *
     * @param head the owner; null if there is none
     * @return true if the figures were wrong
     */
    boolean recount(String owner, OwnerState head, long lsn, Set<Cell<?>> touched) {
        UsageCell cell = of(owner);
        UsageState right = counted(owner, head, lsn);
        if (right.agrees(cell.head)) {
            return false;
        }
        cell.head = right;
        touched.add(cell);
        return true;
    }

    /** Messages came. */
    void added(MailboxState mailbox, List<Row> rows, long lsn, Set<Cell<?>> touched) {
        change(mailbox, touched, u -> plus(u, mailbox.head().id(), rows, 1, lsn));
    }

    /** Messages went. */
    void expunged(MailboxState mailbox, List<Row> rows, long lsn, Set<Cell<?>> touched) {
        change(mailbox, touched, u -> plus(u, mailbox.head().id(), rows, -1, lsn));
    }

    /** A mailbox went. */
    void dropped(MailboxState mailbox, long lsn, Set<Cell<?>> touched) {
        change(mailbox, touched, u -> u.without(mailbox.head().id(), lsn));
    }

    /** A mailbox is told whole; what was known of it counts no more. */
    void replaced(MailboxState by, long lsn, Set<Cell<?>> touched) {
        change(by, touched, u -> plus(u.without(by.head().id(), lsn), by, lsn));
    }

    /** Messages get other flags. */
    void flagged(MailboxState mailbox, List<FlagGroup> groups, long lsn, Set<Cell<?>> touched) {
        if (types.types().isEmpty()) {
            return;
        }
        for (FlagGroup group : groups) {
            String after = types.keyword(group.flags());
            for (long uid : group.uids()) {
                int at = mailbox.indexOf(uid);
                String before = at < 0 ? after : types.keyword(mailbox.messages().flags(at));
                if (!before.equals(after)) {
                    long id = mailbox.head().id();
                    long size = mailbox.get(at).size();
                    change(
                            mailbox,
                            touched,
                            u -> u.plus(id, before, -size, -1, lsn).plus(id, after, size, 1, lsn));
                }
            }
        }
    }

    private void change(
            MailboxState mailbox, Set<Cell<?>> touched, UnaryOperator<UsageState> change) {
        if (mailbox.isBin()) {
            return;
        }
        UsageCell cell = of(mailbox.name().owner());
        UsageState after = change.apply(cell.head);
        if (after != cell.head) {
            cell.head = after;
            touched.add(cell);
        }
    }

    /** With messages added, or taken away if the sign is negative. */
    UsageState plus(UsageState usage, long mailbox, List<Row> rows, int sign, long lsn) {
        if (types.types().isEmpty()) {
            long octets = 0;
            for (Row row : rows) {
                octets += row.size();
            }
            return usage.plus(mailbox, "", sign * octets, (long) sign * rows.size(), lsn);
        }
        Map<String, long[]> sums = new HashMap<>();
        for (Row row : rows) {
            sum(sums, types.keyword(row.flags()), row.size());
        }
        return plus(usage, mailbox, sums, sign, lsn);
    }

    private UsageState plus(UsageState usage, MailboxState mailbox, long lsn) {
        long id = mailbox.head().id();
        if (types.types().isEmpty()) {
            return usage.plus(id, "", mailbox.octets(), mailbox.size(), lsn);
        }
        Map<String, long[]> sums = new HashMap<>();
        for (int i = 0; i < mailbox.size(); i++) {
            sum(sums, types.keyword(mailbox.messages().flags(i)), mailbox.get(i).size());
        }
        return plus(usage, id, sums, 1, lsn);
    }

    private static void sum(Map<String, long[]> sums, String kind, long octets) {
        long[] sum = sums.computeIfAbsent(kind, k -> new long[2]);
        sum[0] += octets;
        sum[1]++;
    }

    private static UsageState plus(
            UsageState usage, long mailbox, Map<String, long[]> sums, int sign, long lsn) {
        UsageState after = usage;
        for (Map.Entry<String, long[]> sum : sums.entrySet()) {
            long[] figures = sum.getValue();
            after = after.plus(mailbox, sum.getKey(), sign * figures[0], sign * figures[1], lsn);
        }
        return after;
    }

    Collection<UsageCell> inMemory() {
        return cells.values();
    }

    /** Drops figures from memory if the index has them; under the sequencer's lock. */
    void evict(UsageCell cell) {
        cells.computeIfPresent(cell.owner(), (k, c) -> c.isClean() ? null : c);
    }
}
