// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreSnapshot.UidRange;

/**
 * What users other than the owner have read in a folder that is put back. There may be many of
 * them: kept are only the ranges of the stream, and what they mean for a message is worked out when
 * the store asks.
 */
final class WhoRead {
    private final Map<String, List<UidRange>> told = new HashMap<>();
    private final Map<Long, Long> moved = new HashMap<>();

    /** The stream says that a user has read the messages in these ranges of UIDs. */
    void add(String user, List<UidRange> ranges) {
        told.computeIfAbsent(user, u -> new ArrayList<>()).addAll(ranges);
    }

    /** A message of the stream has got another UID. */
    void moved(long from, long to) {
        moved.put(to, from);
    }

    /**
     * Puts it back.
     *
     * @param isSame tells by UID messages of the mailbox that the stream knows under the same one
     * @return UIDs of the messages that were changed by it, ascending
     */
    long[] apply(StoreArchive archive, MailboxName target, MailboxView view, LongPredicate isSame)
            throws StoreException {
        long[] among = new long[view.size()];
        long[] inStream = new long[view.size()];
        int count = 0;
        for (int i = 0; i < view.size(); i++) {
            long uid = view.uid(i);
            Long from = moved.get(uid);
            if (from != null || isSame.test(uid)) {
                among[count] = uid;
                inStream[count++] = from != null ? from : uid;
            }
        }
        long[] uids = Arrays.copyOf(among, count);
        Map<String, LongPredicate> read = new HashMap<>();
        told.forEach(
                (user, ranges) -> {
                    LongPredicate wasRead = within(ranges);
                    read.put(user, uid -> wasRead.test(inStream[Arrays.binarySearch(uids, uid)]));
                });
        return archive.restoreSeen(target, uids, read);
    }

    private static LongPredicate within(List<UidRange> ranges) {
        List<UidRange> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingLong(UidRange::first));
        long[] first = new long[sorted.size()];
        long[] last = new long[sorted.size()];
        long highest = 0;
        for (int i = 0; i < first.length; i++) {
            highest = Math.max(highest, sorted.get(i).last());
            first[i] = sorted.get(i).first();
            last[i] = highest;
        }
        return uid -> {
            int found = Arrays.binarySearch(first, uid);
            int at = found >= 0 ? found : -found - 2;
            return at >= 0 && uid <= last[at];
        };
    }
}
