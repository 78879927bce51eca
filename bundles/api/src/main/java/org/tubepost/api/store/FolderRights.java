// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.List;
import java.util.NavigableMap;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.security.Identity;

/**
 * Who may do what with folders (RFC 4314). An owner and administrators have all rights on a folder;
 * others what its list gives them under their own id or {@code anyone}, without what it takes away
 * under the same with {@code -} before it. A new folder has the list of the one above it.
 */
@ProviderType
public interface FolderRights {
    /** Stands for everybody who has logged in. */
    String ANYONE = "anyone";

    /** Sign before an identifier whose rights are taken away. */
    String NOT = "-";

    /** What somebody may do with a folder. */
    AccessRights of(Identity who, MailboxName name) throws StoreException;

    /** The list of a folder, by identifier, without its owner. Needs {@code a}. */
    NavigableMap<String, AccessRights> list(Identity who, MailboxName name) throws StoreException;

    /**
     * Changes the list of a folder. Needs {@code a}.
     *
     * @param identifier owner id or {@link #ANYONE}, with {@link #NOT} before it to take away
     * @param rights none to remove the identifier from the list
     */
    void set(Identity who, MailboxName name, String identifier, AccessRights rights)
            throws StoreException;

    /** Folders of others on which somebody has the right {@code l}, by name. */
    List<MailboxInfo> shared(Identity who) throws StoreException;
}
