// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.security.Identity;

/**
 * Notes that clients attach to folders and to the account (RFC 5464). Names are in lower case and
 * begin with {@code /private/}, seen by the one who wrote them only, or {@code /shared/}.
 */
@ProviderType
public interface Annotations {
    /** Octets of a value, at most. */
    int MAX_OCTETS = 65_536;

    /** Notes of one user, and shared notes, on one folder or account, at most. */
    int MAX_ENTRIES = 100;

    /**
     * Notes that somebody may see, by name; values hold one octet in each character.
     *
     * @param folder a folder on which the right {@code r} or {@code l} is held; empty for the
     *     account
     */
    NavigableMap<String, String> of(Identity who, Optional<MailboxName> folder)
            throws StoreException;

    /**
     * Changes notes, all or none. Shared ones need the rights {@code w}, and belong to folders.
     *
     * @param changes values by name, empty ones remove the note
     * @throws StoreException {@code LIMIT} when a value is too long or there are too many
     */
    void set(Identity who, Optional<MailboxName> folder, Map<String, Optional<String>> changes)
            throws StoreException;
}
