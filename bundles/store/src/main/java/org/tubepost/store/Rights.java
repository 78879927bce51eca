// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;

/**
 * Who may do what. For now owners and administrators may do everything and nobody else anything; to
 * everybody else a folder does not exist, so that its name is not revealed.
 */
final class Rights {
    private Rights() {}

    /** True when somebody sees the folders of an owner. */
    static boolean mayUse(Identity who, String owner) {
        return who.administrator() || who.id().equalsIgnoreCase(owner);
    }

    /** Refuses those who may not use a folder. */
    static void check(Identity who, MailboxName name) throws StoreException {
        if (!mayUse(who, name.owner())) {
            throw new StoreException(StoreException.Code.NONEXISTENT, "There is no such mailbox");
        }
    }

    /** Refuses those who are not administrators. */
    static void checkAdministrator(Identity who) throws StoreException {
        if (!who.administrator()) {
            throw new StoreException(StoreException.Code.NOPERM, "Only administrators may do this");
        }
    }
}
