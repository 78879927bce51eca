// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tubepost.api.store.MailboxName;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Op;
import org.tubepost.store.state.Readers;
import org.tubepost.store.state.UidRanges;

/** What it takes that users other than the owner have read exactly some messages of a mailbox. */
final class RestoredReaders {
    private final MailboxState head;
    private final TreeSet<Long> among = new TreeSet<>();
    private final Set<Long> touched = new TreeSet<>();
    private final List<Op> ops = new ArrayList<>();

    /**
     * For one mailbox.
     *
     * @param among UIDs of the messages that it is about; absent ones are skipped
     * @param read UIDs by user
     */
    RestoredReaders(
            MailboxState head,
            Collection<Long> among,
            Map<String, ? extends Collection<Long>> read) {
        this.head = head;
        among.stream().filter(uid -> head.indexOf(uid) >= 0).forEach(this.among::add);
        Map<String, Set<Long>> wanted = new HashMap<>();
        head.readers().users().forEach(user -> wanted.put(user, Set.of()));
        read.forEach(
                (user, uids) -> wanted.put(MailboxName.inbox(user).owner(), new TreeSet<>(uids)));
        wanted.remove(head.name().owner());
        wanted.forEach(this::compare);
    }

    private void compare(String user, Set<Long> wanted) {
        UidRanges before = head.readers().by(user);
        List<Long> more = new ArrayList<>();
        List<Long> fewer = new ArrayList<>();
        for (long uid : among) {
            if (wanted.contains(uid) != before.contains(uid)) {
                (wanted.contains(uid) ? more : fewer).add(uid);
            }
        }
        mark(user, more, true);
        mark(user, fewer, false);
    }

    private void mark(String user, List<Long> uids, boolean on) {
        if (!uids.isEmpty()) {
            UidRanges ranges = UidRanges.of(Draft.toArray(uids));
            ops.add(new Op.MarkSeen(head.head().id(), Readers.of(user, ranges), on));
            touched.addAll(uids);
        }
    }

    /** The steps. */
    List<Op> ops() {
        return ops;
    }

    /** UIDs of messages that they touch, ascending. */
    List<Long> touched() {
        return List.copyOf(touched);
    }
}
