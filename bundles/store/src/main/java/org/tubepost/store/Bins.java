// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.ExpungedMessages;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.store.index.DerivedIndex;
import org.tubepost.store.state.Folder;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Messages;
import org.tubepost.store.state.Op;
import org.tubepost.store.state.OwnerState;

/**
 * What was expunged and can be put back, see {@link MailboxState}. A message goes into the bin of
 * its mailbox in the record that expunges it, so it is never in both and never in neither, and its
 * content is in use until the bin lets go of it. That is done now and then, for many mailboxes in
 * one record, so a message may be kept somewhat longer than it has to be.
 */
final class Bins implements ExpungedMessages {
    /** How often what is due is looked for in the time that messages are kept. */
    private static final int LOOKS = 12;

    private static final Duration LOOK_AT_LEAST = Duration.ofHours(1);
    private static final int BINS_AT_ONCE = 200;
    private static final int MESSAGES_AT_ONCE = 20_000;

    private final Core core;
    private final Guard guard;
    private final Arrivals arrivals;
    private final DerivedIndex index;
    private final Shortening shortening;
    private final Appointment look = new Appointment();

    Bins(Core core, Guard guard, Arrivals arrivals, DerivedIndex index) {
        this.core = core;
        this.guard = guard;
        this.arrivals = arrivals;
        this.index = index;
        this.shortening = new Shortening(core.partitions());
    }

    @Override
    public Duration keptFor() {
        return core.rules().keepExpunged();
    }

    @Override
    public MailboxView of(MailboxName name) throws StoreException {
        return guard.call(
                () -> {
                    long mailbox = mailbox(name);
                    MailboxState bin =
                            core.catalogue().mailbox(MailboxState.binOf(mailbox)).visible();
                    return bin == null ? MailboxState.created(mailbox, name, 1, 0) : bin;
                });
    }

    private long mailbox(MailboxName name) throws StoreException {
        OwnerState owner = core.catalogue().owner(name.owner()).visible();
        Folder folder = owner == null ? null : owner.folders().get(name.folder());
        if (folder == null || !folder.isSelectable()) {
            throw new StoreException(Code.NONEXISTENT, "There is no mailbox " + name);
        }
        return folder.mailbox();
    }

    private <T> T withBin(MailboxName name, Core.Work<T> work) throws StoreException {
        return guard.call(() -> core.pinned(MailboxState.binOf(mailbox(name)), work));
    }

    @Override
    public Content content(MailboxName name, long uid) throws StoreException {
        return withBin(
                name,
                bin -> {
                    MailboxState state = bin.visible();
                    int at = state == null ? -1 : state.indexOf(uid);
                    if (at < 0) {
                        throw new StoreException(Code.EXPUNGEISSUED, uid + " is not kept any more");
                    }
                    ContentLocator content = state.messages().content(at);
                    try {
                        return core.partitions().open(content);
                    } catch (StoreException refusal) {
                        throw refusal;
                    } catch (IOException unreadable) {
                        throw new StoreException(
                                Code.CORRUPTION,
                                "What was expunged of " + name + " cannot be read",
                                unreadable);
                    }
                });
    }

    @Override
    public Mailbox.CopyResult restore(MailboxName name, Collection<Long> uids)
            throws StoreException {
        return withBin(
                name,
                bin -> {
                    if (bin.visible() == null) {
                        return new Mailbox.CopyResult(0, List.of(), List.of());
                    }
                    return arrivals.restore(bin, uids, name);
                });
    }

    @Override
    public List<Long> purge(MailboxName name, Collection<Long> uids) throws StoreException {
        return withBin(name, bin -> core.sequencer().commit(() -> purgeStep(bin, uids)));
    }

    private static Step<List<Long>> purgeStep(MailboxCell bin, Collection<Long> uids) {
        List<Long> gone = new ArrayList<>(new TreeSet<>(uids));
        gone.removeIf(uid -> bin.head == null || bin.head.indexOf(uid) < 0);
        return gone.isEmpty()
                ? Step.none(gone)
                : new Step<>(List.of(new Op.Expunge(bin.id(), Draft.toArray(gone))), () -> gone);
    }

    /**
     * Lets go of what was kept long enough, or lies on a partition that is nearly full; called by
     * maintenance.
     *
     * @param givesRoom false while contents stay although nobody uses them: to keep messages for
     *     less time than was promised would be of no use then
     */
    void release(boolean givesRoom) throws StoreException {
        Instant now = core.clock().instant();
        Shortening.Limits limits =
                givesRoom
                        ? shortening.limits(now, keptFor())
                        : Shortening.Limits.none(now, keptFor());
        if (!look.isDue(now) && !limits.isShort()) {
            return;
        }
        long last = 0;
        boolean more = true;
        while (more) {
            List<Long> bins = index.bins(limits.latest(), last, BINS_AT_ONCE);
            more = bins.size() == BINS_AT_ONCE;
            if (!bins.isEmpty()) {
                last = bins.get(bins.size() - 1);
                release(bins, limits);
            }
        }
        Duration pause = keptFor().dividedBy(LOOKS);
        look.next(now, pause.compareTo(LOOK_AT_LEAST) < 0 ? pause : LOOK_AT_LEAST);
    }

    private void release(List<Long> bins, Shortening.Limits limits) throws StoreException {
        List<MailboxCell> cells = new ArrayList<>();
        try {
            // Read from the index before the sequencer's lock is held.
            bins.forEach(bin -> cells.add(core.catalogue().pinned(bin)));
            while (core.sequencer().commit(() -> releaseStep(cells, limits))) {
                continue;
            }
        } finally {
            cells.forEach(MailboxCell::unpin);
        }
    }

    /** Decides a record's share; true if it may not have been all. */
    private static Step<Boolean> releaseStep(List<MailboxCell> cells, Shortening.Limits limits) {
        List<Op> ops = new ArrayList<>();
        int left = MESSAGES_AT_ONCE;
        long latest = limits.latest();
        for (MailboxCell cell : cells) {
            List<Long> due = new ArrayList<>();
            Messages messages = cell.head == null ? Messages.NONE : cell.head.messages();
            for (int i = 0; i < messages.size() && left > 0; i++) {
                long saved = messages.get(i).saved().getEpochSecond();
                if (saved >= latest) {
                    break;
                }
                if (saved < limits.of(messages.content(i).partition())) {
                    due.add(messages.uid(i));
                    left--;
                }
            }
            if (!due.isEmpty()) {
                ops.add(new Op.Expunge(cell.id(), Draft.toArray(due)));
            }
        }
        boolean more = left == 0;
        return new Step<>(ops, () -> more);
    }
}
