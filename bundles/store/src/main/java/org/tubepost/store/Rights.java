// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessIdentifier;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.Property;

/**
 * Judges who may do what. To somebody who may neither see nor use a folder it does not exist, so
 * that its name is not revealed.
 *
 * @param catalogue knows the lists
 * @param rules tell which folders are public
 * @param identifiers know who stands for whom
 */
record Rights(Catalogue catalogue, SharingRules rules, Identifiers identifiers) {

    /** True for those who have all rights on an owner's folders. */
    static boolean isMaster(Identity who, String owner) {
        return who.administrator() || who.id().equalsIgnoreCase(owner);
    }

    /** What somebody may do with a folder; nothing if it does not exist. */
    AccessRights of(Identity who, MailboxName name) {
        return isMaster(who, name.owner()) ? AccessRights.ALL : given(identifiers.of(who), name);
    }

    /** What a folder's list gives to those for whom these identifiers stand. */
    AccessRights given(Set<String> identifiers, MailboxName name) {
        OwnerState owner = catalogue.owner(name.owner()).visible();
        return owner == null ? AccessRights.NONE : given(identifiers, owner, name.folder());
    }

    private static AccessRights given(Set<String> identifiers, OwnerState owner, String folder) {
        AccessRights given = AccessRights.NONE;
        AccessRights taken = AccessRights.NONE;
        for (Map.Entry<Property, String> entry : owner.propertiesOf(folder).entrySet()) {
            if (entry.getKey().kind() != Property.Kind.RIGHTS) {
                continue;
            }
            AccessIdentifier identifier = Sharing.identifier(entry.getKey());
            if (identifiers.contains(identifier.name())) {
                AccessRights rights = new AccessRights(entry.getValue());
                given = identifier.negative() ? given : given.plus(rights);
                taken = identifier.negative() ? taken.plus(rights) : taken;
            }
        }
        return given.minus(taken);
    }

    /**
     * Whether a message goes into a folder (RFC 4314 section 2.1, right {@code p}). One that nobody
     * but its owner has to do with is the owner's way to sort mail that comes: it takes all.
     *
     * @param poster empty if it is not known who posts
     * @throws StoreException if it is a public folder, for which there is no other place to go
     */
    boolean mayPost(Optional<Identity> poster, OwnerState owner, String folder)
            throws StoreException {
        if (poster.filter(who -> isMaster(who, owner.owner())).isPresent()) {
            return true;
        }
        boolean isPublic = rules.isPublic(owner.owner());
        if (!isPublic && Sharing.identifiers(owner, folder).isEmpty()) {
            return true;
        }
        Set<String> names = poster.map(identifiers::of).orElse(Set.of(AccessIdentifier.ANYONE));
        AccessRights rights = given(names, owner, folder);
        if (isPublic && !rights.has('p')) {
            throw lacking(rights, 'p');
        }
        return rights.has('p');
    }

    /** Somebody may change something about the messages of a folder. */
    boolean mayChange(Identity who, MailboxName name) {
        return isMaster(who, name.owner())
                || of(who, name).letters().chars().anyMatch(c -> "swite".indexOf(c) >= 0);
    }

    /** Refuses those who lack a right. */
    void check(Identity who, MailboxName name, char right) throws StoreException {
        AccessRights rights = of(who, name);
        if (!rights.has(right)) {
            throw lacking(rights, right);
        }
    }

    private static StoreException lacking(AccessRights rights, char right) {
        return rights.isEmpty()
                ? nonexistent()
                : new StoreException(Code.NOPERM, "This needs the right " + right);
    }

    private static StoreException nonexistent() {
        return new StoreException(Code.NONEXISTENT, "There is no such mailbox");
    }

    /** Refuses those who may not make a folder: who lack a right on the nearest one above it. */
    void checkParent(Identity who, MailboxName name) throws StoreException {
        if (isMaster(who, name.owner())) {
            return;
        }
        OwnerState owner = catalogue.owner(name.owner()).visible();
        String folder = name.folder();
        for (int at = folder.lastIndexOf(MailboxName.SEPARATOR);
                at > 0;
                at = folder.lastIndexOf(MailboxName.SEPARATOR, at - 1)) {
            String parent = folder.substring(0, at);
            if (owner != null && owner.folders().containsKey(parent)) {
                check(who, new MailboxName(name.owner(), parent), 'k');
                return;
            }
        }
        throw rules.isPublic(name.owner())
                ? new StoreException(Code.NOPERM, "Administrators make public folders")
                : nonexistent();
    }

    /** Refuses those who are not administrators. */
    static void checkAdministrator(Identity who) throws StoreException {
        if (!who.administrator()) {
            throw new StoreException(Code.NOPERM, "Only administrators may do this");
        }
    }
}
