// SPDX-License-Identifier: Apache-2.0
package org.tubepost.events;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxChange;
import org.tubepost.api.store.MailboxView;

/**
 * What became of flags in one change: which messages became read, which are to be expunged, which
 * got or lost others (RFC 5423 section 4.2).
 */
final class FlagDifference {

    /**
     * Messages to which the same happened.
     *
     * @param uids ascending
     * @param names flags that one of them got or lost
     * @param before flags of the first one before
     * @param after flags of the first one now
     */
    record Group(List<Long> uids, TreeSet<String> names, Flags before, Flags after) {}

    private final Map<EventType, Group> groups = new EnumMap<>(EventType.class);

    /** Compares both moments of a change. */
    static Map<EventType, Group> of(MailboxChange change) {
        FlagDifference difference = new FlagDifference();
        MailboxView before = change.before().orElse(null);
        MailboxView after = change.after().orElse(null);
        if (before != null && after != null) {
            for (long uid : change.uids()) {
                int then = before.indexOf(uid);
                int now = after.indexOf(uid);
                if (then >= 0 && now >= 0) {
                    difference.add(uid, before.get(then).flags(), after.get(now).flags());
                }
            }
        }
        return difference.groups;
    }

    private void add(long uid, Flags before, Flags after) {
        for (String name : after.minus(before).names()) {
            put(gained(name), uid, name, before, after);
        }
        for (String name : before.minus(after).names()) {
            put(EventType.FLAGS_CLEAR, uid, name, before, after);
        }
    }

    private static EventType gained(String name) {
        return switch (name) {
            case Flags.SEEN -> EventType.MESSAGE_READ;
            case Flags.DELETED -> EventType.MESSAGE_TRASH;
            default -> EventType.FLAGS_SET;
        };
    }

    private void put(EventType type, long uid, String name, Flags before, Flags after) {
        Group group =
                groups.computeIfAbsent(
                        type, t -> new Group(new ArrayList<>(), names(), before, after));
        group.names.add(name);
        if (group.uids.isEmpty() || group.uids.get(group.uids.size() - 1) != uid) {
            group.uids.add(uid);
        }
    }

    private static TreeSet<String> names() {
        return new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    }
}
