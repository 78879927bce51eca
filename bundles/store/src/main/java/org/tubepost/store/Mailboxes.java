// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import org.tubepost.api.security.Identity;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore.MailboxStatus;
import org.tubepost.api.store.StoreException;
import org.tubepost.store.state.Folder;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.OwnerState;

/** Opens mailboxes for users who may read them, and tells their status. */
final class Mailboxes {
    private final Core core;
    private final Guard guard;
    private final Folders folders;
    private final Arrivals arrivals;

    Mailboxes(Core core, Guard guard, Folders folders, Arrivals arrivals) {
        this.core = core;
        this.guard = guard;
        this.folders = folders;
        this.arrivals = arrivals;
    }

    /** A mailbox to work with; it can be changed only by those who may do so. */
    Mailbox open(Identity who, MailboxName name, boolean readOnly) throws StoreException {
        MailboxCell cell = pinned(who, name);
        boolean fixed = readOnly || !core.rights().mayChange(who, name);
        Perspective perspective = Perspective.of(core, who, name);
        return new OpenMailbox(core, guard, arrivals, who, cell, fixed, perspective);
    }

    /** The figures of a mailbox as a user sees it. */
    MailboxStatus status(Identity who, MailboxName name) throws StoreException {
        MailboxCell cell = pinned(who, name);
        try {
            return status(cell.visible(), name, Perspective.of(core, who, name));
        } finally {
            cell.unpin();
        }
    }

    private MailboxCell pinned(Identity who, MailboxName name) throws StoreException {
        folders.ensureOwner(who, who.id());
        core.rights().check(who, name, 'r');
        OwnerState owner = core.catalogue().owner(name.owner()).visible();
        Folder folder = owner == null ? null : owner.folders().get(name.folder());
        if (folder != null && folder.isSelectable()) {
            MailboxCell cell = core.catalogue().pinned(folder.mailbox());
            if (cell.visible() != null) {
                return cell;
            }
            cell.unpin();
        }
        throw missing(name);
    }

    private static MailboxStatus status(
            MailboxState state, MailboxName name, Perspective perspective) throws StoreException {
        if (state == null) {
            throw missing(name);
        }
        return new MailboxStatus(
                state.size(),
                state.recent(),
                perspective.of(state).unseen(),
                state.octets(),
                state.uidNext(),
                state.head().uidValidity(),
                state.highestModSeq(),
                "F" + state.head().id());
    }

    private static StoreException missing(MailboxName name) {
        return new StoreException(
                StoreException.Code.NONEXISTENT, "There is no mailbox " + name.folder());
    }
}
