// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.security.Identity;

/**
 * Mailbox access keys (RFC 4467 section 2): random secrets with which a user authorizes others to
 * follow URLs of messages. A user has one for each folder, of their own or shared with them. It
 * goes and moves with the folder, survives restarts, and must never leave the server.
 */
@ProviderType
public interface AccessKeys {
    /** Octets of a key; those of a folder alone are 128 bits, as many as RFC 4467 asks for. */
    int OCTETS = 32;

    /**
     * The user's key for a folder, which is made if there is none.
     *
     * @throws StoreException {@code NONEXISTENT} or {@code NOPERM} if the user may not read the
     *     folder
     */
    byte[] key(Identity who, MailboxName folder) throws StoreException;

    /** As {@link #key}, without making one. */
    Optional<byte[]> known(Identity who, MailboxName folder) throws StoreException;

    /** Forgets the user's key for a folder: the next one is another. */
    void reset(Identity who, MailboxName folder) throws StoreException;

    /** Forgets all keys of the user. */
    void resetAll(Identity who) throws StoreException;
}
