// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a {@link Directory} may also be: one that hands over the entries of a large group as they
 * come.
 */
@ProviderType
public interface EntryStream {

    /** Takes entries as they come. */
    interface EntryVisitor {

        /**
         * Takes an entry.
         *
         * @param dn its name
         * @param entry what it is; empty for one that takes no mail or does not exist
         */
        void entry(String dn, Optional<DirectoryEntry> entry) throws DirectoryUnavailableException;
    }

    /**
     * Visits the entries that an LDAP URL without attributes finds (RFC 4516). Not cached. An entry
     * may come twice.
     *
     * @throws IllegalArgumentException if it is no LDAP URL
     */
    void entries(String ldapUrl, EntryVisitor visitor) throws DirectoryUnavailableException;

    /**
     * Visits the entries with these names, asking for many at once where that can be done. What is
     * cached is not asked for. They come in any order.
     */
    void entries(List<String> dns, EntryVisitor visitor) throws DirectoryUnavailableException;
}
