// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
    private final Perspective perspective;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile MailboxState last;

    /** Takes over the pin that the cell has. */
    OpenMailbox(
            Core core,
            Guard guard,
            Arrivals arrivals,
            Identity who,
            MailboxCell cell,
            boolean readOnly,
            Perspective perspective) {
        this.core = core;
        this.guard = guard;
        this.arrivals = arrivals;
        this.who = who;
        this.cell = cell;
        this.readOnly = readOnly;
        this.last = cell.visible();
        this.perspective = perspective;
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
        return perspective.of(state());
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
        return perspective.changedSince(state(), modSeq);
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
        AccessRights rights = core.rights().of(who, name());
        FlagChange change = permitted(asked, rights);
        if (change.action() != FlagChange.Action.REMOVE) {
            FlagRules.check(change.flags());
        }
        Flagging flagging =
                new Flagging(core, cell, perspective, rights, uids, change, unchangedSince);
        return guard.call(() -> core.sequencer().commit(flagging)).records();
    }

    /**
     * What of a change somebody may do: it is not refused if that is anything (RFC 4314 section 4).
     * Who replaces flags by none asks for whatever they may.
     */
    private static FlagChange permitted(FlagChange asked, AccessRights rights)
            throws StoreException {
        Flags allowed = FlagRules.allowed(asked.flags(), rights);
        boolean clears =
                asked.action() == FlagChange.Action.REPLACE && asked.flags().names().isEmpty();
        boolean may = clears ? FlagRules.mayAny(rights) : !allowed.names().isEmpty();
        if (!may && !FlagRules.mayAll(rights)) {
            throw new StoreException(Code.NOPERM, "You may not change these flags");
        }
        return new FlagChange(asked.action(), allowed);
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
        draft.discard(head, Draft.toArray(gone));
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
}
