// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.tubepost.api.store.MailboxChange;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.store.state.FlagGroup;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Op;
import org.tubepost.store.state.Row;

/**
 * A step of a log record as listeners may look at it: references only, so that a change costs
 * nothing that nobody asks about.
 *
 * @param op the step
 * @param from the mailbox before the record; null if there was none
 * @param to the mailbox after the record; null if there is none any more
 * @param isExpiry messages go because of a rule of the administrator
 */
record Change(Op op, MailboxState from, MailboxState to, boolean isExpiry)
        implements MailboxChange {

    @Override
    public long uidValidity() {
        MailboxState known = any();
        return known == null ? 0 : known.head().uidValidity();
    }

    @Override
    public String mailboxId() {
        MailboxState known = any();
        return known == null ? "" : "F" + known.head().id();
    }

    private MailboxState any() {
        return to != null ? to : from;
    }

    @Override
    public List<Long> uids() {
        if (op instanceof Op.Add add) {
            return add.rows().stream().map(Row::uid).sorted().toList();
        } else if (op instanceof Op.SetFlags set) {
            return boxed(set.groups().stream().map(FlagGroup::uids).flatMapToLong(LongStream::of));
        } else if (op instanceof Op.Expunge gone) {
            return boxed(LongStream.of(gone.uids()));
        }
        return List.of();
    }

    private static List<Long> boxed(LongStream uids) {
        return uids.sorted().boxed().toList();
    }

    @Override
    public Optional<MailboxView> before() {
        return Optional.ofNullable(from);
    }

    @Override
    public Optional<MailboxView> after() {
        return Optional.ofNullable(to);
    }

    @Override
    public Optional<MailboxName> newName() {
        return op instanceof Op.RenameFolder rename ? Optional.of(rename.to()) : Optional.empty();
    }
}
