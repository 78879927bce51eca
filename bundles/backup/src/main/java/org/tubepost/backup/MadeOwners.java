// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreSnapshot;

/** The owners that a restore has made: they become what each stream says, and go with it. */
final class MadeOwners {
    private final MessageStore store;
    private final StoreArchive archive;
    private final RestoreNotes notes;
    private final Set<String> made = new HashSet<>();
    private final Set<String> seen = new HashSet<>();

    MadeOwners(MessageStore store, StoreArchive archive, RestoreNotes notes) {
        this.store = store;
        this.archive = archive;
        this.notes = notes;
    }

    /** A stream begins. */
    void streamBegins() {
        seen.clear();
    }

    /** A stream has an owner. */
    void seen(String id) {
        seen.add(id);
    }

    /** True for one that this restore has made. */
    boolean has(String id) {
        return made.contains(id);
    }

    /**
     * Makes an owner who is not there and has something to be put back, or finds that a part of the
     * restore has made them that was broken off.
     */
    void make(StoreSnapshot.Owner owner) throws StoreException {
        if (notes.hasOwner(owner.id())) {
            made.add(owner.id());
        } else if (!owner.folders().isEmpty()
                && archive.restoreOwner(owner.id(), owner.partition())) {
            notes.begins(owner.id());
            made.add(owner.id());
        }
    }

    /** What an owner has beside folders; with an INBOX, for somebody who subscribes gets one. */
    void complete(StoreSnapshot.Owner owner, boolean withAnnotations) throws StoreException {
        Identity who = identity(owner.id());
        List<MailboxName> now = store.subscriptions(who);
        for (MailboxName name : owner.subscriptions()) {
            if (!now.contains(name)) {
                store.subscribe(who, name, true);
            }
        }
        for (MailboxName name : now) {
            if (!owner.subscriptions().contains(name)) {
                store.subscribe(who, name, false);
            }
        }
        if (withAnnotations) {
            archive.restoreAnnotations(owner.id(), owner.annotations());
        }
    }

    /**
     * Deletes those that the stream does not have.
     *
     * @return their ids
     */
    List<String> deleteUnseen() throws StoreException {
        List<String> gone = new ArrayList<>();
        for (String id : List.copyOf(made)) {
            if (!seen.contains(id)) {
                delete(id);
                gone.add(id);
            }
        }
        return gone;
    }

    /** Deletes one; what is shared with somebody who is gone is found when they come again. */
    void delete(String id) throws StoreException {
        List<MailboxInfo> shared = store.rights().shared(identity(id));
        archive.removeOwner(id);
        notes.forget(id);
        made.remove(id);
        for (MailboxInfo each : shared) {
            AccessRights rights = store.rights().list(Identity.HOUSE, each.name()).get(id);
            if (rights != null) {
                store.rights().set(Identity.HOUSE, each.name(), id, rights);
            }
        }
    }

    private static Identity identity(String id) {
        return new Identity(id, id, true, Optional.empty());
    }
}
