// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.message.MailAddress;

/**
 * The one place that knows domains, users and groups. Answers come from a bounded cache or from a
 * {@link DirectorySource}; several callers who want the same thing at once ask once. An empty
 * answer means "does not exist"; when nobody can say, {@link DirectoryUnavailableException} is
 * thrown and mail waits. Calls may block for the configured time limit.
 */
@ProviderType
public interface Directory {

    /**
     * Canonical name of the domain of logins and addresses without one, whose users' ids are
     * without domain; empty to have none. A setting, so nobody is asked.
     */
    String defaultDomain();

    /** The hosted domain with this name or alias (A-labels or U-labels, any case). */
    Optional<Domain> domain(String name) throws DirectoryUnavailableException;

    /**
     * The user or group that an address reaches: primary, alternate and equivalent addresses, then
     * without its sub-address ({@code user+detail}), then the domain's catch-all.
     */
    Optional<DirectoryEntry> find(MailAddress address) throws DirectoryUnavailableException;

    /** The entry with this distinguished name, a member of a group for instance. */
    Optional<DirectoryEntry> byDn(String dn) throws DirectoryUnavailableException;

    /**
     * The user who logs in under this name: {@code uid} in the default domain, or {@code
     * uid@domain} with a domain's name or alias.
     */
    Optional<Account> login(String name) throws DirectoryUnavailableException;

    /**
     * Checks a password by asking a back end to bind as the user.
     *
     * @return true if the password is right; never true for an empty password
     */
    boolean checkPassword(Account account, byte[] password) throws DirectoryUnavailableException;

    /**
     * Values of the first attribute that an LDAP URL names, of all entries that it finds; the
     * entries' names if it names none (RFC 4516). Cached like everything else.
     *
     * @throws IllegalArgumentException if it is no LDAP URL
     */
    List<String> values(String ldapUrl) throws DirectoryUnavailableException;

    /**
     * Ids of the groups that a user is a member of: those that the user's entry names ({@code
     * aclGroupAddr}), and those that name the user ({@code uniqueMember}). An id is {@code
     * name@domain} in lower case with the canonical name of the domain; groups of the default
     * domain are there without domain as well. Cached; groups within groups are not followed. If
     * the server refuses to search for those that name the user, only the others are known.
     */
    Set<String> memberships(Account account) throws DirectoryUnavailableException;

    /** All hosted domains; for administration, not cached. */
    List<Domain> domains() throws DirectoryUnavailableException;

    /** Users of a domain; for administration, not cached. */
    List<Account> accounts(String domain) throws DirectoryUnavailableException;

    /** Groups of a domain; for administration, not cached. */
    List<Group> groups(String domain) throws DirectoryUnavailableException;

    /** Forgets everything that was cached. */
    void flush();
}
