// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreSnapshot;

/**
 * Brings the names of one owner's mailboxes, as an earlier stream had them, to those of a later
 * one: folders that are gone are deleted, others renamed, parents first. Where folders stand in
 * each other's way, all that do get names in between.
 */
final class NameChanges {
    private static final String BETWEEN = "Restoring.";

    private final MessageStore store;
    private final StoreArchive archive;
    private final Map<Long, MailboxName> made;
    private final Map<Long, MailboxName> wanted = new HashMap<>();

    /**
     * For one owner in one stream.
     *
     * @param made present names of the mailboxes that the restore made for them; kept up to date
     */
    NameChanges(MessageStore store, StoreArchive archive, Map<Long, MailboxName> made) {
        this.store = store;
        this.archive = archive;
        this.made = made;
    }

    void apply(StoreSnapshot.Owner owner) throws StoreException {
        owner.folders().forEach(f -> wanted.put(f.mailbox(), f.name()));
        deleteOthers();
        renameFree(owner.id());
        if (!wrong().isEmpty()) {
            stepAside(owner.id());
            renameFree(owner.id());
        }
    }

    private void deleteOthers() throws StoreException {
        for (Map.Entry<Long, MailboxName> entry : List.copyOf(made.entrySet())) {
            if (!wanted.containsKey(entry.getKey())) {
                // An INBOX stays, and gets another mailbox.
                if (!entry.getValue().isInbox()) {
                    store.delete(Identity.HOUSE, entry.getValue());
                }
                made.remove(entry.getKey());
            }
        }
    }

    /** Renames what nothing hinders; no mailbox that has its name loses it. */
    private void renameFree(String owner) throws StoreException {
        for (boolean moved = true; moved; ) {
            moved = false;
            Map<MailboxName, Boolean> there = new HashMap<>();
            for (long mailbox : wrong()) {
                if (there.isEmpty()) {
                    there.putAll(names(owner));
                }
                if (isFree(mailbox, there)) {
                    rename(made.get(mailbox), wanted.get(mailbox));
                    there.clear();
                    moved = true;
                }
            }
        }
    }

    private boolean isFree(long mailbox, Map<MailboxName, Boolean> there) {
        MailboxName from = made.get(mailbox);
        MailboxName to = wanted.get(mailbox);
        return !from.equals(to)
                && !there.containsKey(to)
                && !to.isBelow(from)
                && made.entrySet().stream()
                        .noneMatch(
                                e ->
                                        e.getValue().isBelow(from)
                                                && e.getValue().equals(wanted.get(e.getKey())));
    }

    /** Folders of the owner; true for those that hold messages. */
    private Map<MailboxName, Boolean> names(String owner) throws StoreException {
        Map<MailboxName, Boolean> names = new HashMap<>();
        for (MailboxInfo info : store.list(Identity.HOUSE, owner)) {
            names.put(info.name(), info.selectable());
        }
        return names;
    }

    /** Mailboxes under another name than wanted; by that, parents first. */
    private List<Long> wrong() {
        return made.keySet().stream()
                .filter(m -> wanted.containsKey(m) && !made.get(m).equals(wanted.get(m)))
                .sorted(Comparator.comparing(wanted::get))
                .toList();
    }

    /** Takes away what has the wrong name, what is below that, and what is below where it goes. */
    private void stepAside(String owner) throws StoreException {
        Set<Long> moving = new HashSet<>(wrong());
        while (addBelow(moving)) {
            continue;
        }
        List<Long> deepestFirst = new ArrayList<>(moving);
        deepestFirst.sort(Comparator.comparing((Long m) -> made.get(m)).reversed());
        Map<MailboxName, Boolean> there = names(owner);
        for (long mailbox : moving) {
            MailboxName to = wanted.get(mailbox);
            if (isHeld(to, there)) {
                throw new StoreException(
                        StoreException.Code.ALREADYEXISTS, "There is another folder " + to);
            }
        }
        int number = 0;
        for (long mailbox : deepestFirst) {
            MailboxName between = new MailboxName(owner, BETWEEN + number++);
            while (there.containsKey(between) || wanted.containsValue(between)) {
                between = new MailboxName(owner, BETWEEN + number++);
            }
            rename(made.get(mailbox), between);
        }
    }

    /** True for a name that stays: somebody else's folder has it, or keeps it with one below. */
    private boolean isHeld(MailboxName to, Map<MailboxName, Boolean> there) {
        return there.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .filter(name -> !made.containsValue(name))
                .anyMatch(name -> name.equals(to) || there.containsKey(to) && name.isBelow(to));
    }

    private boolean addBelow(Set<Long> moving) {
        List<Long> more = new ArrayList<>();
        for (long mailbox : made.keySet()) {
            MailboxName name = made.get(mailbox);
            if (wanted.containsKey(mailbox)
                    && !name.isInbox()
                    && moving.stream()
                            .anyMatch(
                                    m ->
                                            name.isBelow(made.get(m))
                                                    || name.isBelow(wanted.get(m)))) {
                more.add(mailbox);
            }
        }
        return moving.addAll(more);
    }

    private void rename(MailboxName from, MailboxName to) throws StoreException {
        makeParents(to);
        store.rename(Identity.HOUSE, from, to);
        made.replaceAll(
                (mailbox, name) -> {
                    if (name.equals(from)) {
                        return to;
                    }
                    return name.isBelow(from)
                            ? new MailboxName(
                                    name.owner(),
                                    to.folder() + name.folder().substring(from.folder().length()))
                            : name;
                });
    }

    /** As names only: those that hold messages come behind, with their own UIDVALIDITY. */
    private void makeParents(MailboxName name) throws StoreException {
        String folder = name.folder();
        for (int at = folder.indexOf(MailboxName.SEPARATOR);
                at > 0;
                at = folder.indexOf(MailboxName.SEPARATOR, at + 1)) {
            try {
                archive.restoreFolder(
                        new MailboxName(name.owner(), folder.substring(0, at)), 0, "");
            } catch (StoreException refused) {
                if (refused.code() != StoreException.Code.ALREADYEXISTS) {
                    throw refused;
                }
            }
        }
    }
}
