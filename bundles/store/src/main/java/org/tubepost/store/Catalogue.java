// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.MailboxName;
import org.tubepost.store.index.DerivedIndex;
import org.tubepost.store.state.Folder;
import org.tubepost.store.state.MailboxImages;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.MessageTypes;
import org.tubepost.store.state.Op;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.Relocation;
import org.tubepost.store.state.Row;
import org.tubepost.store.state.Versioned;

/**
 * All owners and mailboxes. Applies log records, when they are written and when they are replayed,
 * by the same code; a step whose subject is not known changes nothing.
 *
 * <p>{@link #apply} and everything that reads or changes heads is called under the sequencer's
 * lock; finding cells and reading their visible versions is free to all threads.
 */
final class Catalogue {
    private final DerivedIndex index;
    private final Cells cells;
    private final MailboxImages images = new MailboxImages();
    private final Usages usages;
    private final Consumer<String> problems;
    private final Pending pending = new Pending();

    private long lsn;
    private long imageStart;
    private long nextMailbox;
    private long lastUidValidity;

    /**
     * Begins with what the index has.
     *
     * @param types kinds of messages that are counted apart
     * @param problems told in one sentence what a damaged log lacks
     */
    Catalogue(DerivedIndex index, MessageTypes types, Consumer<String> problems) {
        this.index = index;
        this.cells = new Cells(index);
        this.usages = new Usages(index, id -> mailbox(id).head, types);
        this.problems = problems;
        DerivedIndex.Meta meta = index.meta();
        this.lsn = meta.lsn();
        this.nextMailbox = Math.max(1, meta.nextMailbox());
        this.lastUidValidity = meta.lastUidValidity();
    }

    OwnerCell owner(String id) {
        return cells.owner(id);
    }

    MailboxCell mailbox(long id) {
        return cells.mailbox(id);
    }

    /** A mailbox that stays in memory until unpinned. */
    MailboxCell pinned(long id) {
        return cells.pinned(id);
    }

    /** Ids of owners with a durable folder, in order. */
    List<String> owners() {
        return cells.ownersWithFolder();
    }

    /** See {@link Cells#readBy}; under the sequencer's lock. */
    Set<Long> readBy(String user) {
        return cells.readBy(user);
    }

    /** What owners keep. */
    Usages usages() {
        return usages;
    }

    /** Counts again what an owner keeps, under the sequencer's lock; true if it was wrong. */
    boolean recount(String owner) {
        Set<Cell<?>> touched = new LinkedHashSet<>();
        boolean wrong = usages.recount(owner, owner(owner).head, lsn, touched);
        publishUsages(touched);
        return wrong;
    }

    private void publishUsages(Set<Cell<?>> touched) {
        for (Cell<?> cell : touched) {
            UsageCell usage = (UsageCell) cell;
            usage.publish(usage.head, lsn);
        }
        pending.changed(touched);
    }

    /** How often a mailbox was asked for. */
    long uses() {
        return cells.uses();
    }

    /** How often it had to be read from the index, or is new. */
    long misses() {
        return cells.misses();
    }

    long lsn() {
        return lsn;
    }

    long nextMailbox() {
        return nextMailbox;
    }

    long lastUidValidity() {
        return lastUidValidity;
    }

    /**
     * How many messages use a content, those not durable yet included; under the sequencer's lock.
     */
    long references(ContentLocator content) {
        return index.references(content) + pending.references(content);
    }

    /**
     * Applies a record.
     *
     * @return what it changed
     */
    Collection<Cell<?>> apply(long at, List<Op> ops) {
        Set<Cell<?>> touched = new LinkedHashSet<>();
        for (Op op : ops) {
            apply(at, op, touched);
        }
        lsn = at;
        pending.changed(touched);
        return touched;
    }

    private void apply(long at, Op op, Set<Cell<?>> touched) {
        if (op instanceof Op.Add add) {
            MailboxCell cell = mailbox(add.mailbox());
            if (cell.head != null) {
                add(cell, add.rows(), at, touched);
                touched.add(cell);
            }
        } else if (op instanceof Op.SetFlags set) {
            change(
                    set.mailbox(),
                    touched,
                    m -> {
                        usages.flagged(m, set.groups(), at, touched);
                        return m.setFlags(set.groups(), at);
                    });
        } else if (op instanceof Op.MarkSeen mark) {
            change(mark.mailbox(), touched, m -> m.markSeen(mark.readers(), mark.on(), at));
        } else if (op instanceof Op.ForgetReader forget) {
            change(forget.mailbox(), touched, m -> m.forgetReader(forget.user(), at));
        } else if (op instanceof Op.Expunge expunge) {
            change(expunge.mailbox(), touched, m -> expunge(m, expunge.uids(), at, touched));
        } else if (op instanceof Op.Relocate relocate) {
            change(
                    relocate.mailbox(),
                    touched,
                    m -> {
                        countRelocations(m, relocate.relocations());
                        return m.relocate(relocate.relocations(), at);
                    });
        } else if (op instanceof Op.ClaimRecent claim) {
            change(claim.mailbox(), touched, m -> m.claimRecent(claim.uid(), at));
        } else if (op instanceof Op.SkipUids skip) {
            change(skip.mailbox(), touched, m -> m.skipUids(skip.uidNext(), at));
        } else if (op instanceof Op.MailboxImage image) {
            apply(at, image, touched);
        } else {
            applyNaming(at, op, touched);
        }
    }

    private void applyNaming(long at, Op op, Set<Cell<?>> touched) {
        if (op instanceof Op.CreateOwner create) {
            set(owner(create.owner()), touched).head =
                    OwnerState.created(create.owner(), create.partition(), at);
        } else if (op instanceof Op.PlaceOwner place) {
            changeOwner(place.owner(), touched, o -> o.placed(place.partition(), at));
        } else if (op instanceof Op.DeleteOwner delete) {
            set(owner(delete.owner()), touched).head = null;
        } else if (op instanceof Op.CreateFolder create) {
            createFolder(create, at, touched);
        } else if (op instanceof Op.CreateBin create) {
            long bin = MailboxState.binOf(create.mailbox());
            // After damage the end of an earlier one may be missing.
            drop(bin, at, touched);
            set(mailbox(bin), touched).head = MailboxState.created(bin, create.name(), 1, at);
        } else if (op instanceof Op.DeleteFolder delete) {
            deleteFolder(delete, at, touched);
        } else if (op instanceof Op.RenameFolder rename) {
            renameFolder(rename, at, touched);
        } else if (op instanceof Op.Subscribe s) {
            changeOwner(s.user(), touched, o -> o.subscribed(s.name(), s.on(), at));
        } else if (op instanceof Op.SetProperty set) {
            changeOwner(set.owner(), touched, o -> o.withProperty(set.property(), set.value(), at));
        } else if (op instanceof Op.OwnerImage image) {
            set(owner(image.state().owner()), touched).head = image.state().rebased(at);
        } else if (op instanceof Op.Counters counters) {
            nextMailbox = Math.max(nextMailbox, counters.nextMailbox());
            lastUidValidity = Math.max(lastUidValidity, counters.lastUidValidity());
        }
    }

    private void createFolder(Op.CreateFolder create, long at, Set<Cell<?>> touched) {
        nextMailbox = Math.max(nextMailbox, create.mailbox() + 1);
        lastUidValidity = Math.max(lastUidValidity, create.uidValidity());
        MailboxName name = create.name();
        Folder folder = new Folder(create.mailbox(), create.specialUse());
        changeOwner(name.owner(), touched, o -> o.withFolder(name.folder(), folder, at));
        set(mailbox(create.mailbox()), touched).head =
                MailboxState.created(create.mailbox(), name, create.uidValidity(), at);
    }

    private void deleteFolder(Op.DeleteFolder delete, long at, Set<Cell<?>> touched) {
        MailboxName name = delete.name();
        changeOwner(
                name.owner(),
                touched,
                o ->
                        delete.keepName()
                                ? o.withoutFolder(name.folder(), at)
                                        .withFolder(name.folder(), new Folder(0, ""), at)
                                : o.withoutFolder(name.folder(), at));
        if (delete.mailbox() != 0) {
            drop(delete.mailbox(), at, touched);
            drop(MailboxState.binOf(delete.mailbox()), at, touched);
        }
    }

    private void drop(long id, long at, Set<Cell<?>> touched) {
        MailboxCell cell = mailbox(id);
        if (cell.head != null) {
            cell.head.messages().forEachContent(c -> count(c, -1));
            usages.dropped(cell.head, at, touched);
            set(cell, touched).head = null;
        }
    }

    private void renameFolder(Op.RenameFolder rename, long at, Set<Cell<?>> touched) {
        String from = rename.from().folder();
        changeOwner(
                rename.from().owner(),
                touched,
                o -> {
                    Folder known = o.folders().get(from);
                    Folder folder = known == null ? new Folder(rename.mailbox(), "") : known;
                    return o.renamed(from, rename.to().folder(), folder, at);
                });
        if (rename.mailbox() != 0) {
            change(rename.mailbox(), touched, m -> m.rename(rename.to(), at));
        }
    }

    private void add(MailboxCell cell, List<Row> rows, long at, Set<Cell<?>> touched) {
        MailboxState before = cell.head;
        long next = before.uidNext();
        List<Row> fresh = new ArrayList<>(rows.size());
        for (Row row : rows) {
            if (row.uid() > next) {
                problems.accept(
                        (before.isBin() ? "What was expunged of " : "")
                                + before.name()
                                + " lacks the messages with UID "
                                + next
                                + " to "
                                + (row.uid() - 1));
            }
            if (row.uid() >= next) {
                count(row.content(), 1);
                fresh.add(row);
                next = row.uid() + 1;
            }
        }
        usages.added(before, fresh, at, touched);
        cell.head = before.add(rows, at);
    }

    private MailboxState expunge(MailboxState before, long[] uids, long at, Set<Cell<?>> touched) {
        List<Row> gone = before.rows(uids);
        gone.forEach(row -> count(row.content(), -1));
        usages.expunged(before, gone, at, touched);
        MailboxState after = before.expunge(uids, at);
        return after.isBin() && after.size() == 0 ? null : after;
    }

    private void countRelocations(MailboxState before, List<Relocation> relocations) {
        for (Relocation relocation : relocations) {
            int found = before.indexOf(relocation.uid());
            if (found >= 0 && before.messages().content(found).equals(relocation.from())) {
                count(relocation.from(), -1);
                count(relocation.to(), 1);
            }
        }
    }

    private void apply(long at, Op.MailboxImage piece, Set<Cell<?>> touched) {
        if (piece.part() == 0) {
            imageStart = at;
        }
        Optional<MailboxState> whole = images.take(piece);
        if (whole.isEmpty()) {
            if (piece.part() == piece.parts() - 1) {
                problems.accept("An image of mailbox number " + piece.mailbox() + " is not whole");
            }
            return;
        }
        MailboxState image = whole.get();
        MailboxCell cell = set(mailbox(piece.mailbox()), touched);
        if (cell.head != null && cell.head.version() == image.version()) {
            cell.head = cell.head.rebased(imageStart);
            return;
        }
        if (cell.head != null) {
            cell.head.messages().forEachContent(c -> count(c, -1));
        }
        image.messages().forEachContent(c -> count(c, 1));
        usages.replaced(image, at, touched);
        cell.head = image.rebased(imageStart);
        nextMailbox = Math.max(nextMailbox, image.head().id() + 1);
        lastUidValidity = Math.max(lastUidValidity, image.head().uidValidity());
    }

    private void count(ContentLocator content, int more) {
        pending.count(content, more);
    }

    private void change(long id, Set<Cell<?>> touched, UnaryOperator<MailboxState> change) {
        MailboxCell cell = mailbox(id);
        if (cell.head != null) {
            set(cell, touched).head = change.apply(cell.head);
        }
    }

    private void changeOwner(String id, Set<Cell<?>> touched, UnaryOperator<OwnerState> change) {
        OwnerCell cell = owner(id);
        if (cell.head != null) {
            set(cell, touched).head = change.apply(cell.head);
        }
    }

    private static <C extends Cell<?>> C set(C cell, Set<Cell<?>> touched) {
        touched.add(cell);
        return cell;
    }

    /** Takes an owner from a snapshot. */
    void adopt(OwnerState state) {
        OwnerCell cell = owner(state.owner());
        cell.head = state;
        cell.publish(state, lsn);
        pending.changed(Set.of(cell));
    }

    /** Takes a mailbox from a snapshot. */
    void adopt(MailboxState state) {
        MailboxCell cell = mailbox(state.head().id());
        Set<Cell<?>> touched = new LinkedHashSet<>();
        usages.replaced(state, lsn, touched);
        publishUsages(touched);
        cell.head = state;
        cell.publish(state, lsn);
        pending.changed(Set.of(cell));
        state.messages().forEachContent(c -> count(c, 1));
    }

    /** Takes a content that no message uses from a snapshot. */
    void adopt(ContentLocator content) {
        count(content, 0);
    }

    /** The snapshot is read to its end. */
    void adopted(SnapshotFile.Head head) {
        lsn = head.lsn();
        nextMailbox = Math.max(nextMailbox, head.nextMailbox());
        lastUidValidity = Math.max(lastUidValidity, head.lastUidValidity());
    }

    /**
     * The largest numbers of contents, by partition, that are known; under the sequencer's lock.
     */
    Map<String, Long> lastNumbers() {
        Map<String, Long> last = new HashMap<>(index.lastNumbers());
        pending.contents().forEach(c -> last.merge(c.partition(), c.number(), Math::max));
        return last;
    }

    /** Takes what changed since it was taken last, to be saved; under the sequencer's lock. */
    Unsaved takeUnsaved() {
        return pending.take(lsn, nextMailbox, lastUidValidity);
    }

    /** What was taken is in the index, or is not; under the sequencer's lock. */
    void saved(Unsaved unsaved, boolean done) {
        pending.saved(unsaved, done);
    }

    boolean isDirty() {
        return !pending.isEmpty();
    }

    int dirtyCount() {
        return pending.cells();
    }

    /** Cells in memory. */
    List<Cell<? extends Versioned>> inMemory() {
        List<Cell<? extends Versioned>> all = cells.all();
        all.addAll(usages.inMemory());
        return all;
    }

    /** Drops a cell from memory if nobody uses it; under the sequencer's lock. */
    void evict(Cell<?> cell) {
        if (cell instanceof MailboxCell mailbox) {
            cells.evict(mailbox);
        } else if (cell instanceof OwnerCell owner) {
            cells.evict(owner);
        } else if (cell instanceof UsageCell usage) {
            usages.evict(usage);
        }
    }
}
