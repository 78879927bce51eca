// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.store.index.DerivedIndex;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.MessageTypes;
import org.tubepost.store.state.Op;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.Versioned;

/**
 * All owners and mailboxes, as of the record that was applied last.
 *
 * <p>{@link #apply} and everything that reads or changes heads is called under the sequencer's
 * lock; finding cells and reading their visible versions is free to all threads.
 */
final class Catalogue {
    private final DerivedIndex index;
    private final Cells cells;
    private final Usages usages;
    private final Pending pending = new Pending();
    private final Counters counters;
    private final Applier applier;

    private long lsn;

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
        DerivedIndex.Meta meta = index.meta();
        this.lsn = meta.lsn();
        this.counters = new Counters(meta.nextMailbox(), meta.lastUidValidity());
        this.applier = new Applier(cells, usages, pending, counters, problems);
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
        return counters.nextMailbox();
    }

    long lastUidValidity() {
        return counters.lastUidValidity();
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
        Set<Cell<?>> touched = applier.apply(at, ops);
        lsn = at;
        pending.changed(touched);
        return touched;
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
        state.messages().forEachContent(c -> pending.count(c, 1));
    }

    /** Takes a content that no message uses from a snapshot. */
    void adopt(ContentLocator content) {
        pending.count(content, 0);
    }

    /** The snapshot is read to its end. */
    void adopted(SnapshotFile.Head head) {
        lsn = head.lsn();
        counters.raise(head.nextMailbox(), head.lastUidValidity());
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
        return pending.take(lsn, counters.nextMailbox(), counters.lastUidValidity());
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
