// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.security;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.ProvisioningException;

/**
 * Passwords of single mail programs beside the main password of a user, kept hashed in the
 * directory. Users are given as {@code uid@domain}. Calls may block on the directory.
 */
@ProviderType
public interface AppPasswords {

    /**
     * One of them.
     *
     * @param name what the user calls the program, unique for the user
     * @param services where it works: {@code imap}, {@code pop}, {@code smtp}; empty for all
     * @param created when it was made
     * @param expires from when on it is refused; empty for never
     * @param lastUsed day of the last login with it; empty before the first
     */
    record Entry(
            String name,
            Set<String> services,
            Instant created,
            Optional<Instant> expires,
            Optional<Instant> lastUsed) {}

    /** Those of a user, by name. */
    List<Entry> list(String user) throws ProvisioningException, DirectoryUnavailableException;

    /**
     * Makes one.
     *
     * @return the password, which cannot be shown again
     * @throws ProvisioningException if there is no such user, the name is malformed or taken, a
     *     service is not known, or the user has too many
     */
    String add(String user, String name, Set<String> services, Optional<Instant> expires)
            throws ProvisioningException, DirectoryUnavailableException;

    /**
     * Removes one; it does not work from now on.
     *
     * @throws ProvisioningException if the user has none of that name
     */
    void remove(String user, String name)
            throws ProvisioningException, DirectoryUnavailableException;
}
