// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreException;

/**
 * Brings messages that came from another server before up to date with it: flags, and deletions if
 * they are wanted. Only messages whose modification sequence is one that the import itself made are
 * touched, and the store checks that once more with every change.
 */
final class ImapUpdate {
    private static final int AT_ONCE = 1_000;

    private final Mailbox mailbox;
    private final Followed followed;
    private final MailboxView view;
    private final BitSet seen = new BitSet();
    private final Map<Flags, List<Long>> wanted = new LinkedHashMap<>();
    private long mark;

    /**
     * For one folder.
     *
     * @param mark modification sequence up to which it is known who made the changes
     */
    ImapUpdate(Mailbox mailbox, Followed followed, long mark) {
        this.mailbox = mailbox;
        this.followed = followed;
        this.mark = mark;
        settle(Set.of());
        this.view = mailbox.view();
    }

    /** What others than the import have changed is not followed any more. */
    private void settle(Set<Long> own) {
        for (MessageRecord record : mailbox.changedSince(mark)) {
            mark = Math.max(mark, record.modSeq());
            if (!own.contains(record.modSeq())) {
                followed.remove(record.uid());
            }
        }
    }

    /** The other server has a message. */
    void message(long theirs, List<String> names) {
        long ours = followed.ours(theirs);
        int index = ours == 0 ? -1 : view.indexOf(ours);
        if (index >= 0) {
            seen.set(index);
            Flags flags = Keywords.clean(names);
            if (!flags.equals(view.get(index).flags())) {
                wanted.computeIfAbsent(flags, f -> new ArrayList<>()).add(ours);
            }
        }
    }

    /** Messages that the other server has no more. */
    List<Long> gone() {
        List<Long> gone = new ArrayList<>();
        for (int i = seen.nextClearBit(0); i < view.size(); i = seen.nextClearBit(i + 1)) {
            if (followed.has(view.get(i).uid())) {
                gone.add(view.get(i).uid());
            }
        }
        return gone;
    }

    /**
     * Expunges messages.
     *
     * @return how many
     */
    long expunge(List<Long> uids) throws StoreException {
        long count = 0;
        for (int at = 0; at < uids.size(); at += AT_ONCE) {
            List<Long> some = uids.subList(at, Math.min(uids.size(), at + AT_ONCE));
            count += mailbox.expire(some, mark).size();
        }
        return count;
    }

    /**
     * Gives messages the flags that they have there.
     *
     * @return how many were changed
     */
    long flags() throws StoreException {
        Set<Long> own = new HashSet<>();
        long count = 0;
        for (Map.Entry<Flags, List<Long>> group : wanted.entrySet()) {
            FlagChange change = new FlagChange(FlagChange.Action.REPLACE, group.getKey());
            List<Long> uids = group.getValue();
            for (int at = 0; at < uids.size(); at += AT_ONCE) {
                List<Long> some = uids.subList(at, Math.min(uids.size(), at + AT_ONCE));
                for (MessageRecord record : mailbox.changeFlags(some, change, mark)) {
                    if (record.modSeq() > mark) {
                        own.add(record.modSeq());
                        count++;
                    }
                }
            }
        }
        settle(own);
        return count;
    }

    /** Modification sequence up to which it is known who made the changes. */
    long mark() {
        return mark;
    }
}
