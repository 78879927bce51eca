// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;

/**
 * Names as clients see them (RFC 2342): own folders as they are, those of others below {@value
 * #OTHERS} and their owner's id, public ones below {@value #PUBLIC}.
 *
 * @param owner whose client it is
 * @param publicOwner owner of the public folders; empty for none
 */
record Namespaces(String owner, String publicOwner) {
    /** Where the folders of others are. */
    static final String OTHERS = "Shared Folders/User/";

    /** Where public folders are. */
    static final String PUBLIC = "Shared Folders/";

    /** As somebody sees the folders of a store. */
    static Namespaces of(Identity who, MessageStore store) {
        return new Namespaces(who.id(), store.rights().publicOwner());
    }

    /** What NAMESPACE answers. */
    String answer() {
        return "((\"\" \"/\")) ((\""
                + OTHERS
                + "\" \"/\")) "
                + (publicOwner.isEmpty() ? "NIL" : "((\"" + PUBLIC + "\" \"/\"))");
    }

    /** The folder that a client names. */
    MailboxName folder(String path) throws StoreException {
        try {
            if (path.startsWith(OTHERS)) {
                String rest = path.substring(OTHERS.length());
                int slash = rest.indexOf(MailboxName.SEPARATOR);
                if (slash > 0) {
                    return new MailboxName(rest.substring(0, slash), rest.substring(slash + 1));
                }
            } else if (path.startsWith(PUBLIC) && !publicOwner.isEmpty()) {
                return new MailboxName(publicOwner, path.substring(PUBLIC.length()));
            } else {
                return new MailboxName(owner, path);
            }
        } catch (IllegalArgumentException malformed) {
            throw new StoreException(Code.CANNOT, "Mailbox names cannot be like this", malformed);
        }
        throw new StoreException(Code.NONEXISTENT, "There is no such mailbox");
    }

    /**
     * The folder that a client wants to have under this name.
     *
     * @throws StoreException {@code CANNOT} for one's own folder where those of others are: its
     *     name would not lead to it any more when there are public folders
     */
    MailboxName wanted(String path) throws StoreException {
        MailboxName folder = folder(path);
        boolean among = (path + MailboxName.SEPARATOR).startsWith(PUBLIC);
        if (among && folder.owner().equalsIgnoreCase(owner)) {
            throw new StoreException(Code.CANNOT, "Folders of others are there");
        }
        return folder;
    }

    /** True if the name by which a client knows a folder leads to it, and not to another one. */
    boolean isNamed(MailboxName folder) {
        try {
            return folder(path(folder)).equals(folder);
        } catch (StoreException toNothing) {
            return false;
        }
    }

    /** The name by which a client knows a folder. */
    String path(MailboxName folder) {
        if (folder.owner().equalsIgnoreCase(owner)) {
            return folder.folder();
        }
        return folder.owner().equals(publicOwner)
                ? PUBLIC + folder.folder()
                : OTHERS + folder.owner() + MailboxName.SEPARATOR + folder.folder();
    }
}
