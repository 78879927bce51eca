// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.tubepost.api.store.QuotaGrant.MAILBOX;
import static org.tubepost.api.store.QuotaGrant.TYPE;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.QuotaGrant;
import org.tubepost.api.store.QuotaLimit;
import org.tubepost.store.state.Folder;
import org.tubepost.store.state.MessageTypes;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.UsageState;

/**
 * Which quota roots messages of one owner are charged to: the root of their type wherever they lie,
 * and the nearest folder above them that is a root; the mailbox if there is neither.
 */
final class RootFigures {
    private final NavigableMap<String, QuotaLimit> limits;
    private final MessageTypes types;
    private final OwnerState owner;
    private final Map<Long, String> folders = new HashMap<>();

    /**
     * An owner's roots.
     *
     * @param owner null if the owner does not exist
     */
    RootFigures(OwnerState owner, QuotaGrant grant, MessageTypes types) {
        this.limits = grant.limits();
        this.types = types;
        this.owner = owner;
        if (owner == null || limits.size() == 1) {
            return;
        }
        // Ascending: what is below comes later and is nearer.
        for (String root : limits.keySet()) {
            if (!root.isEmpty() && root.charAt(0) != TYPE) {
                String below = root + MailboxName.SEPARATOR;
                put(owner.folders().get(root), root);
                owner.folders()
                        .subMap(below, true, below + Character.MAX_VALUE, false)
                        .values()
                        .forEach(folder -> put(folder, root));
            }
        }
    }

    private void put(Folder folder, String root) {
        if (folder != null && folder.isSelectable()) {
            folders.put(folder.mailbox(), root);
        }
    }

    /** Roots that a message of a kind in a mailbox is charged to; at least one. */
    List<String> charged(long mailbox, String kind) {
        if (limits.size() == 1) {
            return List.of(MAILBOX);
        }
        List<String> roots = new ArrayList<>(2);
        String type = kind.isEmpty() ? "" : TYPE + types.root(kind);
        if (!type.isEmpty() && limits.containsKey(type)) {
            roots.add(type);
        }
        String folder = folders.get(mailbox);
        if (folder != null) {
            roots.add(folder);
        }
        return roots.isEmpty() ? List.of(MAILBOX) : roots;
    }

    /** The roots to which messages in a folder are charged: its own, then those of types. */
    List<String> ofFolder(String folder) {
        if (limits.size() == 1) {
            return List.of(MAILBOX);
        }
        List<String> roots = new ArrayList<>();
        Folder known = owner == null ? null : owner.folders().get(folder);
        roots.add(known == null ? MAILBOX : folders.getOrDefault(known.mailbox(), MAILBOX));
        limits.keySet().stream()
                .filter(root -> !root.isEmpty() && root.charAt(0) == TYPE)
                .forEach(roots::add);
        return roots;
    }

    /** By root, octets and messages; every root is there. */
    NavigableMap<String, long[]> of(UsageState usage) {
        NavigableMap<String, long[]> figures = new TreeMap<>();
        limits.keySet().forEach(root -> figures.put(root, new long[2]));
        if (limits.size() == 1) {
            add(figures.get(MAILBOX), usage.octets(), usage.messages());
            return figures;
        }
        usage.forEach(
                (mailbox, kind, octets, messages) ->
                        charged(mailbox, kind)
                                .forEach(root -> add(figures.get(root), octets, messages)));
        return figures;
    }

    private static void add(long[] figures, long octets, long messages) {
        figures[0] += octets;
        figures[1] += messages;
    }
}
