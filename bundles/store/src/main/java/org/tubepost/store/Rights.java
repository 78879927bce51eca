// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.Map;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.FolderRights;
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
 */
record Rights(Catalogue catalogue) {

    /** True for those who have all rights on an owner's folders. */
    static boolean isMaster(Identity who, String owner) {
        return who.administrator() || who.id().equalsIgnoreCase(owner);
    }

    /** What somebody may do with a folder; nothing if it does not exist. */
    AccessRights of(Identity who, MailboxName name) {
        if (isMaster(who, name.owner())) {
            return AccessRights.ALL;
        }
        OwnerState owner = catalogue.owner(name.owner()).visible();
        return owner == null || who.id().isEmpty()
                ? AccessRights.NONE
                : granted(owner, name.folder(), MailboxName.inbox(who.id()).owner());
    }

    private static AccessRights granted(OwnerState owner, String folder, String user) {
        AccessRights given = AccessRights.NONE;
        AccessRights taken = AccessRights.NONE;
        for (Map.Entry<Property, String> entry : owner.propertiesOf(folder).entrySet()) {
            if (entry.getKey().kind() != Property.Kind.RIGHTS) {
                continue;
            }
            String identifier = entry.getKey().name();
            boolean not = identifier.startsWith(FolderRights.NOT);
            String plain = not ? identifier.substring(1) : identifier;
            if (plain.equals(user) || plain.equals(FolderRights.ANYONE)) {
                AccessRights rights = new AccessRights(entry.getValue());
                given = not ? given : given.plus(rights);
                taken = not ? taken.plus(rights) : taken;
            }
        }
        return given.minus(taken);
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
            throw rights.isEmpty()
                    ? new StoreException(Code.NONEXISTENT, "There is no such mailbox")
                    : new StoreException(Code.NOPERM, "This needs the right " + right);
        }
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
        throw new StoreException(Code.NONEXISTENT, "There is no such mailbox");
    }

    /** Refuses those who are not administrators. */
    static void checkAdministrator(Identity who) throws StoreException {
        if (!who.administrator()) {
            throw new StoreException(Code.NOPERM, "Only administrators may do this");
        }
    }
}
