// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.util.HashSet;
import java.util.Set;
import org.tubepost.api.store.MailboxView;

/**
 * Which messages of a mailbox are the backup's, from one stream of a restore to the next. Mail may
 * arrive while a restore goes on, and takes a UID that a message of the backup had: it is never
 * taken for that one. What is kept are the others, of which there are few.
 */
final class KnownMessages {
    private final boolean own;
    private Set<Long> others = Set.of();
    private long below;

    /**
     * Of a mailbox of which nothing has come back yet.
     *
     * @param own this run has made the mailbox, so that no earlier one has put messages back
     */
    KnownMessages(boolean own) {
        this.own = own;
    }

    /**
     * Of a mailbox that a part of this restore has made that was broken off.
     *
     * @param through UID up to which all messages were the backup's
     */
    static KnownMessages through(long through) {
        KnownMessages known = new KnownMessages(false);
        known.below = through + 1;
        return known;
    }

    /** True if this run of the restore has made the mailbox. */
    boolean isOwn() {
        return own;
    }

    /** True if the message of this UID is the backup's, be it there or expunged since. */
    boolean has(long uid) {
        return uid < below && !others.contains(uid);
    }

    /**
     * A stream has told all of the mailbox.
     *
     * @param same UIDs of messages that were found to be the backup's, or made so, since
     */
    void streamEnded(MailboxView view, Set<Long> same) {
        Set<Long> strange = new HashSet<>();
        for (int i = 0; i < view.size(); i++) {
            long uid = view.get(i).uid();
            if (!has(uid) && !same.contains(uid)) {
                strange.add(uid);
            }
        }
        others = strange;
        below = view.uidNext();
    }
}
