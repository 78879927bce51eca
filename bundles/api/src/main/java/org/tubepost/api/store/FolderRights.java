// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.List;
import java.util.NavigableMap;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.security.Identity;

/**
 * Who may do what with folders (RFC 4314). An owner and administrators have all rights on a folder;
 * others what its list gives them under any {@link AccessIdentifier} that stands for them, without
 * what it takes away under any of these. A new folder has the list of the one above it.
 *
 * <p>Public folders are those of an owner who stands for nobody; administrators make them.
 */
@ProviderType
public interface FolderRights {

    /** Owner of the public folders; empty if there are none. */
    String publicOwner();

    /** What somebody may do with a folder. */
    AccessRights of(Identity who, MailboxName name) throws StoreException;

    /**
     * The list of a folder, by identifier as {@link AccessIdentifier#toString} writes it, without
     * its owner. Needs {@code a}.
     */
    NavigableMap<String, AccessRights> list(Identity who, MailboxName name) throws StoreException;

    /**
     * What somebody may give to an identifier on a folder. Needs {@code a}.
     *
     * @param identifier in the form of {@link AccessIdentifier#parse}
     * @return none to the owner, who has all of them; where a rule of the site forbids to give
     *     some, those that the identifier has already
     */
    AccessRights grantable(Identity who, MailboxName name, String identifier) throws StoreException;

    /**
     * Changes the list of a folder. Needs {@code a}. An identifier under which {@code who} means
     * somebody of the default domain replaces the one that means the same.
     *
     * @param identifier in the form of {@link AccessIdentifier#parse}; to remove it from the list
     *     in any form in which it stands there
     * @param rights none to remove the identifier from the list
     * @throws StoreException {@code CANNOT} if it is no identifier, or the owner; {@code NOPERM}
     *     also where a rule of the site forbids it; {@code LIMIT} if the list is full
     */
    void set(Identity who, MailboxName name, String identifier, AccessRights rights)
            throws StoreException;

    /**
     * Folders of others on which somebody has the right {@code l}, by name. Administrators see all
     * public folders.
     */
    List<MailboxInfo> shared(Identity who) throws StoreException;
}
