// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Messages;
import org.tubepost.store.state.Op;
import org.tubepost.store.state.Readers;
import org.tubepost.store.state.UidRanges;

/**
 * Has users other than the owner have read exactly some messages of a mailbox. A few users are one
 * record. What each message asks of is done before the sequencer's lock is taken; under it only
 * ranges are compared.
 */
final class RestoredReaders {
    private static final int USERS_AT_ONCE = 50;

    private final Core core;
    private final MailboxCell cell;
    private final MailboxState state;
    private final long[] among;
    private final SortedMap<String, LongPredicate> read = new TreeMap<>();
    private UidRanges touched = UidRanges.NONE;

    /**
     * What one user is to have read.
     *
     * @param unread the others of the messages that it is about
     */
    private record Wanted(String user, UidRanges read, UidRanges unread) {}

    /**
     * For one mailbox.
     *
     * @param cell pinned
     * @param among UIDs of the messages that it is about; absent ones are skipped
     * @param read tells which of them a user has read
     */
    RestoredReaders(Core core, MailboxCell cell, long[] among, Map<String, LongPredicate> read)
            throws StoreException {
        this.core = core;
        this.cell = cell;
        this.state = existing(cell.visible());
        this.among =
                LongStream.of(among)
                        .filter(uid -> state.indexOf(uid) >= 0)
                        .sorted()
                        .distinct()
                        .toArray();
        for (Map.Entry<String, LongPredicate> each : read.entrySet()) {
            String user = MailboxName.inbox(each.getKey()).owner();
            if (user.isEmpty() || user.chars().anyMatch(c -> c < 32 || c == 127)) {
                throw new StoreException(Code.CANNOT, "Somebody without a proper id has read");
            }
            this.read.merge(user, each.getValue(), LongPredicate::or);
        }
    }

    private static MailboxState existing(MailboxState state) throws StoreException {
        if (state == null) {
            throw new StoreException(Code.NONEXISTENT, "The mailbox was deleted");
        }
        return state;
    }

    /**
     * Does it.
     *
     * @return UIDs of the messages that were changed, ascending
     */
    long[] restore() throws StoreException {
        TreeSet<String> all = new TreeSet<>(read.keySet());
        all.addAll(state.readers().users());
        all.remove(state.name().owner());
        List<String> users = List.copyOf(all);
        for (int at = 0; at < users.size(); at += USERS_AT_ONCE) {
            List<Wanted> some = new ArrayList<>();
            for (String user : users.subList(at, Math.min(users.size(), at + USERS_AT_ONCE))) {
                some.add(wanted(user));
            }
            core.sequencer().commit(() -> step(some));
        }
        UidRanges changed = touched;
        return LongStream.of(among).filter(changed::contains).toArray();
    }

    private Wanted wanted(String user) {
        LongPredicate reads = read.getOrDefault(user, uid -> false);
        long[] yes = new long[among.length];
        long[] no = new long[among.length];
        int used = 0;
        for (int i = 0; i < among.length; i++) {
            if (reads.test(among[i])) {
                yes[used++] = among[i];
            } else {
                no[i - used] = among[i];
            }
        }
        return new Wanted(user, ranges(yes, used), ranges(no, among.length - used));
    }

    /** In as few ranges as there can be. */
    private UidRanges ranges(long[] uids, int count) {
        UidRanges exactly = UidRanges.of(Arrays.copyOf(uids, count));
        return UidRanges.NONE.plus(exactly, state.messages());
    }

    private Step<Boolean> step(List<Wanted> some) throws StoreException {
        MailboxState head = existing(cell.head);
        Messages messages = head.messages();
        SortedMap<String, UidRanges> more = new TreeMap<>();
        SortedMap<String, UidRanges> fewer = new TreeMap<>();
        for (Wanted wanted : some) {
            UidRanges before = head.readers().by(wanted.user);
            UidRanges stays = wanted.unread.minus(before, messages);
            mark(more, wanted.user, wanted.read.minus(before, messages), messages);
            mark(fewer, wanted.user, wanted.unread.minus(stays, messages), messages);
        }
        List<Op> ops = new ArrayList<>();
        if (!more.isEmpty()) {
            ops.add(new Op.MarkSeen(cell.id(), Readers.of(more), true));
        }
        if (!fewer.isEmpty()) {
            ops.add(new Op.MarkSeen(cell.id(), Readers.of(fewer), false));
        }
        return new Step<>(ops, () -> true);
    }

    private void mark(
            Map<String, UidRanges> marks, String user, UidRanges uids, Messages messages) {
        // The messages may have gone meanwhile.
        if (uids.count(messages) > 0) {
            marks.put(user, uids);
            touched = touched.plus(uids, messages);
        }
    }
}
