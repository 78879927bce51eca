// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tubepost.api.message.Content;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.AppendMessage;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.store.state.FlagGroup;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Op;

/**
 * A mailbox in somebody's hands. The messages are shared by all who have it open; what is kept here
 * is the last state seen, for the time after it was deleted. A mailbox that is renamed stays open
 * under its new name.
 */
final class OpenMailbox implements Mailbox {
    private final Core core;
    private final Guard guard;
    private final Arrivals arrivals;
    private final Identity who;
    private final MailboxCell cell;
    private final boolean readOnly;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile MailboxState last;

    /** Takes over the pin that the cell has. */
    OpenMailbox(
            Core core,
            Guard guard,
            Arrivals arrivals,
            Identity who,
            MailboxCell cell,
            boolean readOnly) {
        this.core = core;
        this.guard = guard;
        this.arrivals = arrivals;
        this.who = who;
        this.cell = cell;
        this.readOnly = readOnly;
        this.last = cell.visible();
    }

    @Override
    public MailboxName name() {
        return state().name();
    }

    @Override
    public long uidValidity() {
        return last.head().uidValidity();
    }

    @Override
    public String mailboxId() {
        return "F" + cell.id();
    }

    @Override
    public boolean isReadOnly() {
        return readOnly;
    }

    @Override
    public MailboxView view() {
        return state();
    }

    private MailboxState state() {
        MailboxState now = cell.visible();
        if (now != null) {
            last = now;
        }
        return last;
    }

    @Override
    public List<MessageRecord> changedSince(long modSeq) {
        return state().messages().changedSince(modSeq);
    }

    @Override
    public List<Long> expungedSince(long modSeq) {
        return state().expungedSince(modSeq);
    }

    @Override
    public long firstRecentUid(boolean claim) {
        MailboxState now = state();
        long first = now.head().recentUid();
        if (!claim || readOnly || first == now.uidNext()) {
            return first;
        }
        try {
            return guard.call(() -> core.sequencer().commit(this::claimStep));
        } catch (StoreException unavailable) {
            return first;
        }
    }

    private Step<Long> claimStep() {
        MailboxState head = cell.head;
        if (head == null || head.head().recentUid() == head.uidNext()) {
            return Step.none(head == null ? last.head().recentUid() : head.uidNext());
        }
        long first = head.head().recentUid();
        return new Step<>(List.of(new Op.ClaimRecent(cell.id(), head.uidNext())), () -> first);
    }

    @Override
    public Content content(long uid) throws StoreException {
        ContentLocator at = contentOf(uid);
        while (true) {
            try {
                return core.partitions().open(at);
            } catch (StoreException refusal) {
                throw refusal;
            } catch (NoSuchFileException missing) {
                ContentLocator now = contentOf(uid);
                if (now.equals(at)) {
                    throw damaged(uid, at, missing);
                }
                // The owner is being moved to another partition.
                at = now;
            } catch (IOException unreadable) {
                throw damaged(uid, at, unreadable);
            }
        }
    }

    private ContentLocator contentOf(long uid) throws StoreException {
        MailboxState now = state();
        int index = now.indexOf(uid);
        if (index < 0 || cell.visible() == null) {
            throw gone(uid);
        }
        return now.messages().content(index);
    }

    private static StoreException gone(long uid) {
        return new StoreException(Code.EXPUNGEISSUED, "Message " + uid + " was expunged");
    }

    private StoreException damaged(long uid, ContentLocator at, IOException cause) {
        return new StoreException(
                Code.CORRUPTION,
                "Message "
                        + uid
                        + " of "
                        + name()
                        + " (content "
                        + at.number()
                        + " of partition "
                        + at.partition()
                        + ") cannot be read",
                cause);
    }

    @Override
    public List<MessageRecord> changeFlags(
            Collection<Long> uids, FlagChange asked, long unchangedSince) throws StoreException {
        writable();
        FlagChange change = permitted(asked);
        if (change.action() != FlagChange.Action.REMOVE) {
            FlagRules.check(change.flags());
        }
        long[] wanted = uids.stream().mapToLong(Long::longValue).sorted().distinct().toArray();
        Changed changed =
                guard.call(
                        () ->
                                core.sequencer()
                                        .commit(() -> flagStep(wanted, change, unchangedSince)));
        return changed.uids.stream()
                .map(uid -> changed.after.get(changed.after.indexOf(uid)))
                .toList();
    }

    /** What of a change somebody may do (RFC 4314 section 4). */
    private FlagChange permitted(FlagChange asked) throws StoreException {
        AccessRights rights = core.rights().of(who, name());
        if (rights.has('s') && rights.has('w') && rights.has('t')) {
            return asked;
        }
        TreeSet<String> allowed = new TreeSet<>();
        for (String flag : asked.flags().names()) {
            if (rights.has(rightFor(flag))) {
                allowed.add(flag);
            }
        }
        if (allowed.isEmpty() || asked.action() == FlagChange.Action.REPLACE) {
            throw new StoreException(Code.NOPERM, "You may not change these flags");
        }
        return new FlagChange(asked.action(), new Flags(allowed));
    }

    private static char rightFor(String flag) {
        return flag.equals(Flags.SEEN) ? 's' : flag.equals(Flags.DELETED) ? 't' : 'w';
    }

    /** Messages that were changed or were right before, and the state after. */
    private record Changed(List<Long> uids, MailboxState after) {}

    private Step<Changed> flagStep(long[] uids, FlagChange change, long unchangedSince)
            throws StoreException {
        MailboxState head = existing();
        List<Long> answered = new ArrayList<>();
        Map<Flags, Flags> results = new IdentityHashMap<>();
        Map<Flags, List<Long>> groups = new LinkedHashMap<>();
        Map<Flags, List<Long>> byResult = new IdentityHashMap<>();
        for (long uid : uids) {
            int index = head.indexOf(uid);
            if (index < 0
                    || unchangedSince >= 0 && head.messages().modSeq(index) > unchangedSince) {
                continue;
            }
            answered.add(uid);
            // A mailbox has few different sets of flags, each one object: each is worked out once.
            Flags before = head.messages().flags(index);
            Flags after = results.get(before);
            if (after == null) {
                after = core.rules().types().kept(before, change.applyTo(before));
                FlagRules.check(after);
                results.put(before, after);
                if (!after.equals(before)) {
                    byResult.put(after, groups.computeIfAbsent(after, f -> new ArrayList<>()));
                }
            }
            List<Long> group = byResult.get(after);
            if (group != null) {
                group.add(uid);
            }
        }
        List<FlagGroup> changed = new ArrayList<>();
        groups.forEach((f, u) -> changed.add(new FlagGroup(f, toArray(u))));
        return new Step<>(
                changed.isEmpty() ? List.of() : List.of(new Op.SetFlags(cell.id(), changed)),
                () -> new Changed(answered, cell.head));
    }

    @Override
    public List<Long> expunge(Optional<Collection<Long>> uids) throws StoreException {
        writable();
        core.rights().check(who, name(), 'e');
        Optional<TreeSet<Long>> wanted = uids.map(TreeSet::new);
        return guard.call(
                () -> core.withBin(cell, () -> core.sequencer().commit(() -> expungeStep(wanted))));
    }

    private Step<List<Long>> expungeStep(Optional<TreeSet<Long>> wanted) throws StoreException {
        MailboxState head = existing();
        List<Long> gone = new ArrayList<>();
        for (int i = 0; i < head.size(); i++) {
            if (head.messages().flags(i).has(Flags.DELETED)) {
                gone.add(head.messages().uid(i));
            }
        }
        wanted.ifPresent(gone::retainAll);
        if (gone.isEmpty()) {
            return Step.none(gone);
        }
        Draft draft = core.draft();
        draft.discard(head, toArray(gone));
        return new Step<>(draft.ops(), () -> gone);
    }

    @Override
    public List<Long> expire(Collection<Long> uids, long unchangedSince) throws StoreException {
        writable();
        Rights.checkAdministrator(who);
        return guard.call(
                () ->
                        core.withBin(
                                cell,
                                () ->
                                        core.sequencer()
                                                .commit(
                                                        new Expiring(
                                                                core,
                                                                cell,
                                                                uids,
                                                                unchangedSince))));
    }

    @Override
    public CopyResult copyTo(Collection<Long> uids, MailboxName target) throws StoreException {
        return guard.call(() -> arrivals.copy(who, cell, uids, target, false));
    }

    @Override
    public CopyResult moveTo(Collection<Long> uids, MailboxName target) throws StoreException {
        writable();
        core.rights().check(who, name(), 't');
        core.rights().check(who, name(), 'e');
        return guard.call(() -> arrivals.copy(who, cell, uids, target, true));
    }

    @Override
    public CopyResult replace(long uid, MailboxName target, AppendMessage message)
            throws StoreException {
        writable();
        core.rights().check(who, name(), 't');
        core.rights().check(who, name(), 'e');
        return guard.call(() -> arrivals.replace(who, cell, uid, target, message));
    }

    @Override
    public AutoCloseable listen(Runnable listener) {
        return cell.listen(listener);
    }

    @Override
    public boolean isGone() {
        return cell.visible() == null;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            cell.unpin();
        }
    }

    private void writable() throws StoreException {
        if (readOnly) {
            throw new StoreException(Code.NOPERM, "The mailbox was opened read-only");
        }
    }

    private MailboxState existing() throws StoreException {
        if (cell.head == null) {
            throw new StoreException(Code.NONEXISTENT, "The mailbox was deleted");
        }
        return cell.head;
    }

    private static long[] toArray(List<Long> uids) {
        return uids.stream().mapToLong(Long::longValue).toArray();
    }
}
