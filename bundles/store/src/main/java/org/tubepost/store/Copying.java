// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.RepairRequest;
import org.tubepost.api.store.StoreException;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Row;

/**
 * Decides a COPY or MOVE (RFC 3501 section 6.4.7, RFC 6851): one record. Within the folders of one
 * owner everybody's {@code \Seen} goes along, elsewhere that of who copies.
 *
 * @param core parts of the store
 * @param source the mailbox, or the bin of one
 * @param perspective how who copies sees the source
 * @param uids messages; absent ones are skipped
 * @param target where they come
 * @param contributor who copies, there
 * @param move the messages go from the source
 * @param moved contents that were copied to the target's partition, by where they are
 * @param grants what the target's owner may keep
 */
record Copying(
        Core core,
        MailboxCell source,
        Perspective perspective,
        SortedSet<Long> uids,
        MailboxName target,
        Contributor contributor,
        boolean move,
        Map<ContentLocator, ContentLocator> moved,
        Grants grants)
        implements Step.Decision<Mailbox.CopyResult> {

    @Override
    public Step<Mailbox.CopyResult> decide() throws StoreException {
        Draft draft = core.draft();
        MailboxState from = source.head;
        if (from == null) {
            throw new StoreException(StoreException.Code.NONEXISTENT, "The mailbox was deleted");
        }
        long mailbox = draft.mailbox(target);
        boolean carries = from.name().owner().equals(target.owner());
        List<Long> sources = new ArrayList<>();
        List<Long> targets = new ArrayList<>();
        List<Long> read = new ArrayList<>();
        for (long uid : uids) {
            int index = from.indexOf(uid);
            if (index < 0) {
                continue;
            }
            long next = draft.nextUid(mailbox);
            Row row = from.messages().row(index, next, draft.now());
            row = row.at(moved.getOrDefault(row.content(), row.content()));
            draft.add(mailbox, row.with(flags(from, index, carries)));
            if (!carries && contributor.hasRead(perspective.flags(from, index))) {
                read.add(next);
            }
            sources.add(uid);
            targets.add(next);
        }
        if (carries) {
            draft.carryReaders(from, sources, mailbox, targets);
        } else {
            draft.markSeen(mailbox, contributor.perspective().reader(), read);
        }
        if (move && !sources.isEmpty()) {
            draft.expunge(from.head().id(), Draft.toArray(sources));
        }
        Mailbox.CopyResult result =
                new Mailbox.CopyResult(draft.uidValidity(mailbox), sources, targets);
        return Arrivals.judged(core, draft, target, grants, result);
    }

    /**
     * Flags that a copy gets. What the house says of the message stays, whoever copies: its kind
     * and that it is damaged. What comes back from the bin is not to be expunged at once.
     */
    private Flags flags(MailboxState from, int index, boolean carries) {
        Flags before = from.flags(index);
        Flags after =
                carries
                        ? contributor.carried(before)
                        : contributor.common(perspective.flags(from, index));
        after = core.rules().types().kept(before, after);
        if (before.has(RepairRequest.DAMAGED)) {
            after = after.plus(Flags.of(RepairRequest.DAMAGED));
        }
        return from.isBin() ? after.minus(Flags.of(Flags.DELETED)) : after;
    }
}
