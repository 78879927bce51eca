// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;

/**
 * Names as clients see them (RFC 2342): own folders as they are, those of others below {@value
 * #OTHERS} and their owner's id.
 */
final class Namespaces {
    /** Where the folders of others are. */
    static final String OTHERS = "Shared Folders/User/";

    private Namespaces() {}

    /** The folder that a client of this owner names. */
    static MailboxName folder(String owner, String path) throws StoreException {
        try {
            if (!path.startsWith(OTHERS)) {
                return new MailboxName(owner, path);
            }
            String rest = path.substring(OTHERS.length());
            int slash = rest.indexOf(MailboxName.SEPARATOR);
            if (slash > 0) {
                return new MailboxName(rest.substring(0, slash), rest.substring(slash + 1));
            }
        } catch (IllegalArgumentException malformed) {
            throw new StoreException(Code.CANNOT, "Mailbox names cannot be like this", malformed);
        }
        throw new StoreException(Code.NONEXISTENT, "There is no such mailbox");
    }

    /** The name by which a client of this owner knows a folder. */
    static String path(String owner, MailboxName folder) {
        return folder.owner().equalsIgnoreCase(owner)
                ? folder.folder()
                : OTHERS + folder.owner() + MailboxName.SEPARATOR + folder.folder();
    }
}
