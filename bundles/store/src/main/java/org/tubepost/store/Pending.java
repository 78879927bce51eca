// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.UsageState;

/**
 * What was applied and is not in the derived index yet: cells with another version, and how many
 * more messages use a content. A save takes it, and gives it back if it fails. Used under the
 * sequencer's lock.
 */
final class Pending {
    private Set<Cell<?>> dirty = new LinkedHashSet<>();
    private Map<ContentLocator, Integer> references = new HashMap<>();
    private Map<ContentLocator, Integer> referencesBeingSaved = Map.of();

    /** Cells have another version. */
    void changed(Collection<Cell<?>> cells) {
        dirty.addAll(cells);
    }

    /** Some more messages use a content, or fewer; none makes it known. */
    void count(ContentLocator content, int more) {
        references.merge(content, more, Integer::sum);
    }

    /** How many more messages use a content than the index says. */
    long references(ContentLocator content) {
        return (long) referencesBeingSaved.getOrDefault(content, 0)
                + references.getOrDefault(content, 0);
    }

    /** Contents counted that are not in the index yet. */
    Set<ContentLocator> contents() {
        Set<ContentLocator> all = new HashSet<>(referencesBeingSaved.keySet());
        all.addAll(references.keySet());
        return all;
    }

    boolean isEmpty() {
        return dirty.isEmpty();
    }

    int cells() {
        return dirty.size();
    }

    /**
     * Takes everything, to be saved.
     *
     * @param lsn record that was applied last
     */
    Unsaved take(long lsn, long nextMailbox, long lastUidValidity) {
        List<Unsaved.Item<OwnerState>> owners = new ArrayList<>();
        List<Unsaved.Item<MailboxState>> mailboxes = new ArrayList<>();
        List<Unsaved.Item<UsageState>> usages = new ArrayList<>();
        for (Cell<?> cell : dirty) {
            if (cell instanceof MailboxCell mailbox) {
                mailboxes.add(new Unsaved.Item<>(mailbox, mailbox.head));
            } else if (cell instanceof UsageCell usage) {
                usages.add(new Unsaved.Item<>(usage, usage.head));
            } else {
                OwnerCell owner = (OwnerCell) cell;
                owners.add(new Unsaved.Item<>(owner, owner.head));
            }
        }
        Unsaved unsaved =
                new Unsaved(
                        lsn, nextMailbox, lastUidValidity, owners, mailboxes, usages, references);
        dirty = new LinkedHashSet<>();
        referencesBeingSaved = references;
        references = new HashMap<>();
        return unsaved;
    }

    /** What was taken is in the index, or is not. */
    void saved(Unsaved unsaved, boolean done) {
        if (done) {
            unsaved.forEachItem(Unsaved.Item::markSaved);
        } else {
            unsaved.forEachItem(item -> dirty.add(item.cell()));
            unsaved.references().forEach(this::count);
        }
        referencesBeingSaved = Map.of();
    }
}
