// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreSnapshot;
import org.tubepost.backup.stream.Begin;
import org.tubepost.backup.stream.FolderHead;

/**
 * The folders that a restore has made: they become what each stream says, whatever was there before
 * stays as it is.
 */
final class MadeFolders {
    private final MessageStore store;
    private final StoreArchive archive;
    private final RestoreNotes notes;
    private final Map<String, Map<Long, MailboxName>> made = new HashMap<>();
    private final Map<Long, KnownMessages> known = new HashMap<>();
    private final Map<String, Set<Long>> told = new HashMap<>();
    private final Set<MailboxName> names = new HashSet<>();
    private final Map<Long, MailboxName> present = new HashMap<>();
    private String presentOwner = "";
    private Begin begin;
    private boolean advanced;

    /**
     * For one restore.
     *
     * @param notes what a part of it has made that was broken off
     */
    MadeFolders(MessageStore store, StoreArchive archive, RestoreNotes notes) {
        this.store = store;
        this.archive = archive;
        this.notes = notes;
    }

    /** A stream begins. */
    void streamBegins(Begin next) {
        begin = next;
        advanced = false;
        presentOwner = "";
    }

    /** Brings the names of an owner's folders to those of a stream. */
    void rename(StoreSnapshot.Owner owner) throws StoreException {
        new NameChanges(store, archive, of(owner.id())).apply(owner);
    }

    /**
     * True if a stream has an owner without any folder of the stream before it: they went and came
     * again. Folders count that are not put back, and those that came meanwhile do not.
     */
    boolean comesAnew(StoreSnapshot.Owner owner) {
        Set<Long> now = new HashSet<>();
        for (StoreSnapshot.Folder folder : owner.folders()) {
            if (folder.mailbox() != 0) {
                now.add(folder.mailbox());
            }
        }
        Set<Long> before = told.put(owner.id(), now);
        return before != null && !before.isEmpty() && Collections.disjoint(before, now);
    }

    /** Present names of what was made for an owner, by mailbox number. */
    private Map<Long, MailboxName> of(String owner) {
        return made.computeIfAbsent(owner, o -> new HashMap<>());
    }

    /** An owner is gone, with all folders. */
    void forget(String owner) {
        made.remove(owner);
        names.removeIf(name -> name.owner().equals(owner));
    }

    /**
     * Makes a folder that is only a name, if it is not there.
     *
     * @param ownerMade the restore has made its owner, and the folder is its own in any case
     */
    void makeName(StoreSnapshot.Folder folder, boolean ownerMade) throws StoreException {
        try {
            archive.restoreFolder(folder.name(), 0, "");
            names.add(folder.name());
        } catch (StoreException refused) {
            if (refused.code() != StoreException.Code.ALREADYEXISTS) {
                throw refused;
            }
        }
        if (names.contains(folder.name()) || ownerMade && uidValidity(folder.name()).isEmpty()) {
            attributes(folder.name(), folder);
        }
    }

    /**
     * Makes a folder, if there is none of its name, and gives it its rights and annotations.
     *
     * @param folder the same, as its owner has it
     * @param ownerMade the restore has made its owner
     * @return true when it is this restore's own
     */
    boolean make(FolderHead head, StoreSnapshot.Folder folder, boolean ownerMade)
            throws IOException {
        if (!isOurs(head, folder, ownerMade)) {
            return false;
        }
        attributes(target(head), folder);
        return true;
    }

    /**
     * True for a folder that a part of the restore had put back that was broken off, and that was
     * deleted since, by that part or by its owner: it stays deleted.
     */
    boolean isGone(FolderHead head) throws StoreException {
        String owner = head.name().owner();
        boolean wasThere =
                notes.through(owner, head.mailbox()) > 0
                        || head.sinceUidNext() > 0 && notes.has(owner, head.mailbox());
        return wasThere && !head.name().isInbox() && !find(head);
    }

    /** True for a folder that this restore has made and that is there, under whatever name. */
    boolean find(FolderHead head) throws StoreException {
        Map<Long, MailboxName> before = of(head.name().owner());
        if (before.containsKey(head.mailbox())) {
            return true;
        }
        Optional<MailboxName> found = fromBefore(head);
        if (found.isPresent()) {
            before.put(head.mailbox(), found.get());
            long through = notes.through(head.name().owner(), head.mailbox());
            known.put(head.mailbox(), KnownMessages.through(through));
        }
        return found.isPresent();
    }

    private boolean isOurs(FolderHead head, StoreSnapshot.Folder folder, boolean ownerMade)
            throws IOException {
        if (find(head)) {
            advance();
            return true;
        }
        boolean there = uidValidity(head.name()).isPresent();
        if (there && !(ownerMade && isInboxReplaced(head))) {
            return false;
        }
        advance();
        if (!there && head.sinceUidNext() > 0) {
            throw new IOException(
                    head.name() + " is not there, and this backup has only its changes");
        }
        notes.makes(head.name().owner(), head.mailbox());
        if (!there) {
            archive.restoreFolder(head.name(), head.uidValidity(), folder.specialUse());
        }
        of(head.name().owner()).put(head.mailbox(), head.name());
        known.put(head.mailbox(), new KnownMessages(true));
        return true;
    }

    /**
     * Where a part that was broken off has put a folder, under whatever name a later stream says.
     */
    private Optional<MailboxName> fromBefore(FolderHead head) throws StoreException {
        String owner = head.name().owner();
        if (!notes.has(owner, head.mailbox())) {
            return Optional.empty();
        }
        if (!owner.equals(presentOwner)) {
            present.clear();
            for (MailboxInfo info : store.list(Identity.HOUSE, owner)) {
                uidValidity(info.name()).ifPresent(v -> present.put(v, info.name()));
            }
            presentOwner = owner;
        }
        return Optional.ofNullable(present.get(head.uidValidity()));
    }

    /** An INBOX without a message may have got another UIDVALIDITY, and with it another mailbox. */
    private boolean isInboxReplaced(FolderHead head) throws StoreException {
        return head.name().isInbox() && archive.restoreUidValidity(head.name(), head.uidValidity());
    }

    /** A stream of the first version does not say what there is. */
    private void attributes(MailboxName target, StoreSnapshot.Folder folder) throws StoreException {
        if (begin.hasAttributes()) {
            archive.restoreAttributes(target, folder.attributes());
        }
    }

    /** Clients that knew the store that is put back take larger modification sequences for new. */
    private void advance() throws StoreException {
        if (!advanced) {
            archive.advance(begin.position());
            advanced = true;
        }
    }

    private Optional<Long> uidValidity(MailboxName name) throws StoreException {
        try {
            return Optional.of(store.status(Identity.HOUSE, name).uidValidity());
        } catch (StoreException refused) {
            if (refused.code() == StoreException.Code.NONEXISTENT) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /** Where a folder is now. */
    MailboxName target(FolderHead head) {
        return of(head.name().owner()).getOrDefault(head.mailbox(), head.name());
    }

    /** What has come back in a folder that was made. */
    KnownMessages known(FolderHead head) {
        return known.get(head.mailbox());
    }

    /** Leaves UIDs out behind the messages of all that were made. */
    void skipUids(long margin) throws StoreException {
        for (Map<Long, MailboxName> owned : made.values()) {
            for (MailboxName name : owned.values()) {
                long next = store.status(Identity.HOUSE, name).uidNext();
                archive.restoreUidNext(name, Math.min(next + margin, 0xffff_ffffL));
            }
        }
    }
}
