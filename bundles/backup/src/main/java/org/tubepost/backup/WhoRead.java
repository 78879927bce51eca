// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreException;

/** What users other than the owner have read in a folder that is put back. */
final class WhoRead {
    private final Map<String, List<long[]>> told = new HashMap<>();
    private final NavigableMap<Long, Long> moved = new TreeMap<>();

    /** The stream says that a user has read the messages in these ranges of UIDs. */
    void add(String user, List<long[]> ranges) {
        told.computeIfAbsent(user, u -> new ArrayList<>()).addAll(ranges);
    }

    /** A message of the stream has got another UID. */
    void moved(long from, long to) {
        moved.put(from, to);
    }

    /**
     * Puts it back.
     *
     * @param isSame tells by UID messages of the mailbox that the stream knows under the same one
     * @return messages that were changed by it
     */
    List<Long> apply(
            StoreArchive archive, MailboxName target, MailboxView view, LongPredicate isSame)
            throws StoreException {
        Set<Long> among = new HashSet<>(moved.values());
        for (int i = 0; i < view.size(); i++) {
            long uid = view.get(i).uid();
            if (isSame.test(uid)) {
                among.add(uid);
            }
        }
        Map<String, Set<Long>> read = new HashMap<>();
        told.forEach((user, ranges) -> read.put(user, uids(ranges, view, isSame)));
        return archive.restoreSeen(target, among, read);
    }

    private Set<Long> uids(List<long[]> ranges, MailboxView view, LongPredicate isSame) {
        Set<Long> uids = new HashSet<>();
        for (long[] range : ranges) {
            uids.addAll(moved.subMap(range[0], true, range[1], true).values());
            int found = view.indexOf(range[0]);
            for (int i = found >= 0 ? found : -found - 1;
                    i < view.size() && view.get(i).uid() <= range[1];
                    i++) {
                if (isSame.test(view.get(i).uid())) {
                    uids.add(view.get(i).uid());
                }
            }
        }
        return uids;
    }
}
