// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.tubepost.store.index.DerivedIndex;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.Versioned;

/**
 * Owners and mailboxes in memory; others are read from the derived index when they are asked for.
 * Thread-safe, except that a cell leaves memory under the sequencer's lock only.
 */
final class Cells {
    private final DerivedIndex index;
    private final Map<String, OwnerCell> owners = new ConcurrentHashMap<>();
    private final Map<Long, MailboxCell> mailboxes = new ConcurrentHashMap<>();
    private final LongAdder uses = new LongAdder();
    private final LongAdder misses = new LongAdder();

    Cells(DerivedIndex index) {
        this.index = index;
    }

    OwnerCell owner(String id) {
        return owners.computeIfAbsent(id, k -> new OwnerCell(k, index.owner(k).orElse(null)));
    }

    MailboxCell mailbox(long id) {
        uses.increment();
        return mailboxes.computeIfAbsent(id, this::load);
    }

    /** A mailbox that stays in memory until unpinned. */
    MailboxCell pinned(long id) {
        uses.increment();
        return mailboxes.compute(
                id,
                (k, known) -> {
                    MailboxCell cell = known == null ? load(k) : known;
                    cell.pin();
                    return cell;
                });
    }

    private MailboxCell load(long id) {
        misses.increment();
        return new MailboxCell(id, index.mailbox(id).orElse(null));
    }

    /** How often a mailbox was asked for. */
    long uses() {
        return uses.sum();
    }

    /** How often it had to be read from the index, or is new. */
    long misses() {
        return misses.sum();
    }

    /** Ids of owners with a durable folder, in order. */
    List<String> ownersWithFolder() {
        // What leaves memory is in the index before, so memory is looked at first.
        Map<String, Boolean> newer = new HashMap<>();
        owners.forEach((id, cell) -> newer.put(id, hasFolder(cell.visible())));
        // Others, such as anyone, only keep the notes of what is shared with them.
        Set<String> ids = new TreeSet<>(index.ownersWithFolder());
        newer.forEach(
                (id, there) -> {
                    if (there) {
                        ids.add(id);
                    } else {
                        ids.remove(id);
                    }
                });
        return List.copyOf(ids);
    }

    /**
     * Numbers of mailboxes of which a user who is not the owner has read something, by their newest
     * version; under the sequencer's lock.
     */
    Set<Long> readBy(String user) {
        Set<Long> ids = new TreeSet<>(index.readBy(user));
        mailboxes.forEach(
                (id, cell) -> {
                    if (cell.hasReader(user)) {
                        ids.add(id);
                    } else {
                        ids.remove(id);
                    }
                });
        return ids;
    }

    private static boolean hasFolder(OwnerState state) {
        return state != null && !state.folders().isEmpty();
    }

    /** All that are in memory. */
    List<Cell<? extends Versioned>> all() {
        List<Cell<? extends Versioned>> all = new ArrayList<>(owners.values());
        all.addAll(mailboxes.values());
        return all;
    }

    /** Drops an owner from memory if the index has it. */
    void evict(OwnerCell owner) {
        owners.computeIfPresent(owner.id(), (k, c) -> c.isClean() ? null : c);
    }

    /** Drops a mailbox from memory if nobody uses it and the index has it. */
    void evict(MailboxCell mailbox) {
        mailboxes.computeIfPresent(mailbox.id(), (k, c) -> c.isPinned() || !c.isClean() ? c : null);
    }
}
