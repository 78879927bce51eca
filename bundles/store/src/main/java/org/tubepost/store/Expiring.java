// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.tubepost.api.store.StoreException;
import org.tubepost.store.state.MailboxState;

/**
 * Decides which messages a rule of the administrator expunges: those that are still there, and as
 * they were when they were judged.
 *
 * @param core parts of the store
 * @param cell the mailbox
 * @param uids what the rule chose, ascending
 * @param unchangedSince modification sequence at which it did
 */
record Expiring(Core core, MailboxCell cell, Collection<Long> uids, long unchangedSince)
        implements Step.Decision<List<Long>> {

    Expiring {
        uids = new TreeSet<>(uids);
    }

    @Override
    public Step<List<Long>> decide() throws StoreException {
        MailboxState head = cell.head;
        if (head == null) {
            throw new StoreException(StoreException.Code.NONEXISTENT, "The mailbox was deleted");
        }
        List<Long> gone = uids.stream().filter(uid -> isAsJudged(head, head.indexOf(uid))).toList();
        if (gone.isEmpty()) {
            return Step.none(gone);
        }
        Draft draft = core.draft();
        draft.discard(head, Draft.toArray(gone));
        return new Step<>(draft.ops(), () -> gone, true);
    }

    private boolean isAsJudged(MailboxState head, int index) {
        return index >= 0 && head.messages().modSeq(index) <= unchangedSince;
    }
}
