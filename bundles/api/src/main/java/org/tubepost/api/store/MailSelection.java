// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.Optional;
import java.util.Set;

/**
 * Which mail is meant.
 *
 * @param user owner; empty for all
 * @param folder this folder and those below it; empty for all
 * @param uids messages of that folder; empty for all
 */
public record MailSelection(Optional<String> user, Optional<String> folder, Set<Long> uids) {

    /** Everything. */
    public static final MailSelection ALL =
            new MailSelection(Optional.empty(), Optional.empty(), Set.of());

    /** Normalizes names; UIDs need a folder, for they mean nothing without one. */
    public MailSelection {
        user = user.map(u -> MailboxName.inbox(u).owner());
        folder = folder.map(f -> new MailboxName("", f).folder());
        uids = Set.copyOf(uids);
        if (!uids.isEmpty() && folder.isEmpty()) {
            throw new IllegalArgumentException("messages are named by UID and folder");
        }
    }

    /** True for an owner with mail that is meant. */
    public boolean hasOwner(String owner) {
        return user.isEmpty() || user.get().equals(owner);
    }

    /** True for a folder with mail that is meant. */
    public boolean has(MailboxName name) {
        return hasOwner(name.owner())
                && (folder.isEmpty()
                        || folder.get().equals(name.folder())
                        || uids.isEmpty()
                                && name.isBelow(new MailboxName(name.owner(), folder.get())));
    }

    /** True for a message that is meant, of a folder that is. */
    public boolean has(long uid) {
        return uids.isEmpty() || uids.contains(uid);
    }
}
