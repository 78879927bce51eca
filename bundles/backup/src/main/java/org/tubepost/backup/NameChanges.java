// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreSnapshot;

/**
 * Brings the names of one owner's mailboxes, as an earlier stream had them, to those of a later
 * one: folders that are gone are deleted, others renamed, two that changed places by way of a third
 * name.
 */
final class NameChanges {
    private final MessageStore store;
    private final Map<Long, MailboxName> made;

    /**
     * For one restore.
     *
     * @param made present names of the mailboxes that it made; kept up to date
     */
    NameChanges(MessageStore store, Map<Long, MailboxName> made) {
        this.store = store;
        this.made = made;
    }

    void apply(StoreSnapshot.Owner owner) throws StoreException {
        Map<Long, MailboxName> wanted = new HashMap<>();
        owner.folders().forEach(f -> wanted.put(f.mailbox(), f.name()));
        deleteOthers(owner.id(), wanted);
        for (int detours = 0; ; ) {
            List<Long> wrong = wrong(wanted);
            if (wrong.isEmpty()) {
                return;
            }
            boolean moved = false;
            for (long mailbox : wrong) {
                if (!made.containsValue(wanted.get(mailbox))) {
                    rename(made.get(mailbox), wanted.get(mailbox));
                    moved = true;
                    break;
                }
            }
            if (!moved) {
                MailboxName from = made.get(wrong.get(0));
                rename(from, new MailboxName(owner.id(), from.folder() + ".renamed" + detours++));
            }
        }
    }

    private void deleteOthers(String owner, Map<Long, MailboxName> wanted) throws StoreException {
        for (Map.Entry<Long, MailboxName> entry : List.copyOf(made.entrySet())) {
            if (entry.getValue().owner().equals(owner) && !wanted.containsKey(entry.getKey())) {
                store.delete(Identity.HOUSE, entry.getValue());
                made.remove(entry.getKey());
            }
        }
    }

    /** Mailboxes under another name than wanted; parents first. */
    private List<Long> wrong(Map<Long, MailboxName> wanted) {
        List<Long> wrong = new ArrayList<>();
        wanted.forEach(
                (mailbox, name) -> {
                    if (made.containsKey(mailbox) && !made.get(mailbox).equals(name)) {
                        wrong.add(mailbox);
                    }
                });
        wrong.sort((a, b) -> made.get(a).compareTo(made.get(b)));
        return wrong;
    }

    private void rename(MailboxName from, MailboxName to) throws StoreException {
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
}
