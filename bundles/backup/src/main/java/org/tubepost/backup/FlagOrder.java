// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreException;

/**
 * Keeps the order in which messages of a mailbox were changed. Messages are put back by UID and get
 * ascending modification sequences by that; those that had been changed later than a newer message
 * came are given their flags once more, in the old order.
 */
final class FlagOrder {
    private static final int MESSAGES_AT_ONCE = 1_000;

    private final List<Entry> entries = new ArrayList<>();
    private long highest;
    private long changedFrom = Long.MAX_VALUE;

    private record Entry(long uid, long modSeq, Flags flags) {}

    /** A message was put back; by ascending UID. */
    void added(long uid, long modSeq, Flags flags) {
        entries.add(new Entry(uid, modSeq, flags));
        if (modSeq < highest) {
            // All from here on come behind it once more, the late ones among them.
            changedFrom = Math.min(changedFrom, modSeq + 1);
        }
        highest = Math.max(highest, modSeq);
    }

    /** Flags of a message that is there are to be these. */
    void changed(long uid, long modSeq, Flags flags) {
        entries.add(new Entry(uid, modSeq, flags));
        changedFrom = Math.min(changedFrom, modSeq);
    }

    /**
     * Messages have got a modification sequence for something else than their flags.
     *
     * @param uids ascending
     */
    void touched(long[] uids) {
        for (Entry entry : entries) {
            if (Arrays.binarySearch(uids, entry.uid) >= 0) {
                changedFrom = Math.min(changedFrom, entry.modSeq);
            }
        }
    }

    /** Gives flags where the order needs it. */
    void apply(StoreArchive archive, MailboxName target) throws StoreException {
        List<Entry> late = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.modSeq >= changedFrom) {
                late.add(entry);
            }
        }
        late.sort(Comparator.comparingLong(Entry::modSeq));
        for (int at = 0; at < late.size(); at += MESSAGES_AT_ONCE) {
            Map<Long, Flags> some = new LinkedHashMap<>();
            for (Entry entry : late.subList(at, Math.min(late.size(), at + MESSAGES_AT_ONCE))) {
                some.put(entry.uid, entry.flags);
            }
            archive.restoreFlags(target, some);
        }
    }
}
