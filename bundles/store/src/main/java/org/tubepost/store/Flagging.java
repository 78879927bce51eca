// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreException;
import org.tubepost.store.state.FlagGroup;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Op;
import org.tubepost.store.state.Readers;
import org.tubepost.store.state.UidRanges;

/**
 * Decides what a change of flags does, once (RFC 3501 section 6.4.6, RFC 7162 section 3.1.3). For
 * somebody whose {@code \\Seen} is their own it sets that and leaves the flag of the message as it
 * is; both are one record.
 */
final class Flagging implements Step.Decision<Flagging.Changed> {
    private final Core core;
    private final MailboxCell cell;
    private final Perspective perspective;
    private final AccessRights rights;
    private final long[] uids;
    private final FlagChange change;
    private final long unchangedSince;

    private final List<Long> answered = new ArrayList<>();
    private final Map<Flags, List<Long>> groups = new LinkedHashMap<>();
    private final List<Long> marked = new ArrayList<>();

    // A mailbox has few different sets of flags, each one object: each is worked out once.
    private final Map<Flags, Outcome> ofSeen = new IdentityHashMap<>();
    private final Map<Flags, Outcome> ofUnseen = new IdentityHashMap<>();

    /**
     * Messages that were changed or were right before.
     *
     * @param uids which
     * @param after all messages after the change
     */
    record Changed(List<Long> uids, MailboxView after) {
        /** The messages. */
        List<MessageRecord> records() {
            return uids.stream().map(uid -> after.get(after.indexOf(uid))).toList();
        }
    }

    /**
     * What becomes of messages with the same flags.
     *
     * @param group where those are collected that get other flags
     * @param marks somebody's own {@code \\Seen} is another
     */
    private record Outcome(Optional<List<Long>> group, boolean marks) {}

    /**
     * A change.
     *
     * @param rights what of it is done: flags that these do not let change stay as they are
     * @param uids messages; absent ones are skipped
     * @param unchangedSince only messages whose modification sequence is not larger; negative for
     *     all
     */
    Flagging(
            Core core,
            MailboxCell cell,
            Perspective perspective,
            AccessRights rights,
            Collection<Long> uids,
            FlagChange change,
            long unchangedSince) {
        this.core = core;
        this.cell = cell;
        this.perspective = perspective;
        this.rights = rights;
        this.uids = uids.stream().mapToLong(Long::longValue).sorted().distinct().toArray();
        this.change = change;
        this.unchangedSince = unchangedSince;
    }

    @Override
    public Step<Changed> decide() throws StoreException {
        MailboxState head = cell.head;
        if (head == null) {
            throw new StoreException(StoreException.Code.NONEXISTENT, "The mailbox was deleted");
        }
        UidRanges read = head.readers().by(perspective.reader());
        for (long uid : uids) {
            int index = head.indexOf(uid);
            if (index < 0
                    || unchangedSince >= 0 && head.messages().modSeq(index) > unchangedSince) {
                continue;
            }
            answered.add(uid);
            Flags before = head.messages().flags(index);
            boolean seen = perspective.isPersonal() ? read.contains(uid) : before.has(Flags.SEEN);
            Outcome outcome = outcome(before, seen);
            outcome.group.ifPresent(group -> group.add(uid));
            if (outcome.marks) {
                marked.add(uid);
            }
        }
        return new Step<>(ops(), () -> new Changed(answered, perspective.of(cell.head)));
    }

    private Outcome outcome(Flags before, boolean seen) throws StoreException {
        Map<Flags, Outcome> known = seen ? ofSeen : ofUnseen;
        Outcome outcome = known.get(before);
        if (outcome == null) {
            Flags view = perspective.flags(before, seen);
            Flags wanted = FlagRules.changed(view, change.applyTo(view), rights);
            Flags own =
                    perspective.isPersonal()
                            ? Perspective.with(wanted, before.has(Flags.SEEN))
                            : wanted;
            Flags after = core.rules().types().kept(before, own);
            FlagRules.check(after);
            outcome =
                    new Outcome(
                            after.equals(before)
                                    ? Optional.empty()
                                    : Optional.of(
                                            groups.computeIfAbsent(after, f -> new ArrayList<>())),
                            perspective.isPersonal() && wanted.has(Flags.SEEN) != seen);
            known.put(before, outcome);
        }
        return outcome;
    }

    /** Whoever opens a mailbox is an owner; a session may outlive a user who is deleted. */
    private boolean isKnown() {
        return core.catalogue().owner(perspective.reader()).head != null;
    }

    private List<Op> ops() {
        List<Op> ops = new ArrayList<>();
        if (!groups.isEmpty()) {
            List<FlagGroup> changed = new ArrayList<>();
            groups.forEach(
                    (flags, members) -> changed.add(new FlagGroup(flags, Draft.toArray(members))));
            ops.add(new Op.SetFlags(cell.id(), changed));
        }
        if (!marked.isEmpty() && isKnown()) {
            // What is added or set anew is seen by all of them; what is taken away by none.
            boolean on =
                    change.action() != FlagChange.Action.REMOVE && change.flags().has(Flags.SEEN);
            UidRanges ranges = UidRanges.of(Draft.toArray(marked));
            Readers readers = Readers.of(perspective.reader(), ranges);
            ops.add(new Op.MarkSeen(cell.id(), readers, on));
        }
        return ops;
    }
}
