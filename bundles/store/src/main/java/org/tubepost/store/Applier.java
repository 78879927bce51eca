// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.tubepost.api.store.MailboxName;
import org.tubepost.store.state.Folder;
import org.tubepost.store.state.MailboxImages;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Op;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.Relocation;
import org.tubepost.store.state.Row;

/**
 * Applies log records to the heads of owners and mailboxes, when they are written and when they are
 * replayed, by the same code; a step whose subject is not known changes nothing. Used under the
 * sequencer's lock.
 */
final class Applier {
    private final Cells cells;
    private final Usages usages;
    private final Pending pending;
    private final Counters counters;
    private final Consumer<String> problems;
    private final MailboxImages images = new MailboxImages();

    private long imageStart;

    /**
     * Applies to cells, and counts along.
     *
     * @param problems told in one sentence what a damaged log lacks
     */
    Applier(
            Cells cells,
            Usages usages,
            Pending pending,
            Counters counters,
            Consumer<String> problems) {
        this.cells = cells;
        this.usages = usages;
        this.pending = pending;
        this.counters = counters;
        this.problems = problems;
    }

    /**
     * Applies a record.
     *
     * @return what it changed
     */
    Set<Cell<?>> apply(long at, List<Op> ops) {
        Set<Cell<?>> touched = new LinkedHashSet<>();
        for (Op op : ops) {
            apply(at, op, touched);
        }
        return touched;
    }

    private void apply(long at, Op op, Set<Cell<?>> touched) {
        if (op instanceof Op.Add add) {
            MailboxCell cell = cells.mailbox(add.mailbox());
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
            set(cells.owner(create.owner()), touched).head =
                    OwnerState.created(create.owner(), create.partition(), at);
        } else if (op instanceof Op.PlaceOwner place) {
            changeOwner(place.owner(), touched, o -> o.placed(place.partition(), at));
        } else if (op instanceof Op.DeleteOwner delete) {
            set(cells.owner(delete.owner()), touched).head = null;
        } else if (op instanceof Op.CreateFolder create) {
            createFolder(create, at, touched);
        } else if (op instanceof Op.CreateBin create) {
            long bin = MailboxState.binOf(create.mailbox());
            // After damage the end of an earlier one may be missing.
            drop(bin, at, touched);
            set(cells.mailbox(bin), touched).head = MailboxState.created(bin, create.name(), 1, at);
        } else if (op instanceof Op.DeleteFolder delete) {
            deleteFolder(delete, at, touched);
        } else if (op instanceof Op.RenameFolder rename) {
            renameFolder(rename, at, touched);
        } else if (op instanceof Op.Subscribe s) {
            changeOwner(s.user(), touched, o -> o.subscribed(s.name(), s.on(), at));
        } else if (op instanceof Op.SetProperty set) {
            changeOwner(set.owner(), touched, o -> o.withProperty(set.property(), set.value(), at));
        } else if (op instanceof Op.OwnerImage image) {
            set(cells.owner(image.state().owner()), touched).head = image.state().rebased(at);
        } else if (op instanceof Op.Counters given) {
            counters.raise(given.nextMailbox(), given.lastUidValidity());
        }
    }

    private void createFolder(Op.CreateFolder create, long at, Set<Cell<?>> touched) {
        counters.raise(create.mailbox() + 1, create.uidValidity());
        MailboxName name = create.name();
        Folder folder = new Folder(create.mailbox(), create.specialUse());
        changeOwner(name.owner(), touched, o -> o.withFolder(name.folder(), folder, at));
        set(cells.mailbox(create.mailbox()), touched).head =
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
        MailboxCell cell = cells.mailbox(id);
        if (cell.head != null) {
            cell.head.messages().forEachContent(c -> pending.count(c, -1));
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
                pending.count(row.content(), 1);
                fresh.add(row);
                next = row.uid() + 1;
            }
        }
        usages.added(before, fresh, at, touched);
        cell.head = before.add(rows, at);
    }

    private MailboxState expunge(MailboxState before, long[] uids, long at, Set<Cell<?>> touched) {
        List<Row> gone = before.rows(uids);
        gone.forEach(row -> pending.count(row.content(), -1));
        usages.expunged(before, gone, at, touched);
        MailboxState after = before.expunge(uids, at);
        return after.isBin() && after.size() == 0 ? null : after;
    }

    private void countRelocations(MailboxState before, List<Relocation> relocations) {
        for (Relocation relocation : relocations) {
            int found = before.indexOf(relocation.uid());
            if (found >= 0 && before.messages().content(found).equals(relocation.from())) {
                pending.count(relocation.from(), -1);
                pending.count(relocation.to(), 1);
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
        MailboxCell cell = set(cells.mailbox(piece.mailbox()), touched);
        if (cell.head != null && cell.head.version() == image.version()) {
            cell.head = cell.head.rebased(imageStart);
            return;
        }
        if (cell.head != null) {
            cell.head.messages().forEachContent(c -> pending.count(c, -1));
        }
        image.messages().forEachContent(c -> pending.count(c, 1));
        usages.replaced(image, at, touched);
        cell.head = image.rebased(imageStart);
        counters.raise(image.head().id() + 1, image.head().uidValidity());
    }

    private void change(long id, Set<Cell<?>> touched, UnaryOperator<MailboxState> change) {
        MailboxCell cell = cells.mailbox(id);
        if (cell.head != null) {
            set(cell, touched).head = change.apply(cell.head);
        }
    }

    private void changeOwner(String id, Set<Cell<?>> touched, UnaryOperator<OwnerState> change) {
        OwnerCell cell = cells.owner(id);
        if (cell.head != null) {
            set(cell, touched).head = change.apply(cell.head);
        }
    }

    private static <C extends Cell<?>> C set(C cell, Set<Cell<?>> touched) {
        touched.add(cell);
        return cell;
    }
}
