// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Provisioning on behalf of an administrator: what the role does not permit is refused here,
 * whichever face asks, and each change is logged with the administrator's name. A refused call
 * changes nothing.
 *
 * <p>Names of entries are those that {@link EntryKind} tells. Input is checked as a whole entry:
 * {@link ProvisioningException} tells the attribute and the reason.
 */
@ProviderType
public interface DirectoryAdministration {

    /**
     * The role that a user has by the groups of administrators.
     *
     * @param login login name
     * @throws ProvisioningException if there is no such active user, or one without a role
     */
    Administrator administrator(String login)
            throws ProvisioningException, DirectoryUnavailableException;

    /**
     * Makes an entry.
     *
     * @param attributes what differs from the defaults. {@code userPassword} may be in clear, it is
     *     stored hashed; {@code member} at a group takes addresses
     */
    void add(Administrator who, EntryKind kind, String name, Map<String, List<String>> attributes)
            throws ProvisioningException, DirectoryUnavailableException;

    /** Changes attributes of an entry, all or none. */
    void modify(Administrator who, EntryKind kind, String name, List<AttributeChange> changes)
            throws ProvisioningException, DirectoryUnavailableException;

    /**
     * Marks an entry as deleted: it takes no mail and nobody logs in, and {@link #purge} removes
     * it. A package is removed at once, if nobody has it.
     */
    void delete(Administrator who, EntryKind kind, String name)
            throws ProvisioningException, DirectoryUnavailableException;

    /**
     * Removes entries that have been marked as deleted and not changed since, with their mailboxes.
     * For administrators of the platform.
     *
     * @param domain only in this domain; empty for all
     * @param name only this entry; empty for all
     * @param grace how long they must have been marked
     */
    PurgeReport purge(Administrator who, EntryKind kind, String domain, String name, Duration grace)
            throws ProvisioningException, DirectoryUnavailableException;

    /**
     * Entries as they are stored, of the domain if one is named. An administrator of a domain sees
     * those of the domain, and the packages that are allocated to it.
     *
     * @param filters attribute and pattern, in which {@code *} stands for anything; all must match
     */
    List<DirectoryRecord> list(
            Administrator who, EntryKind kind, String domain, Map<String, String> filters)
            throws ProvisioningException, DirectoryUnavailableException;

    /**
     * Domains that the administrator may see.
     *
     * @param filters as for {@link #list}
     */
    List<Domain> domains(Administrator who, Map<String, String> filters)
            throws DirectoryUnavailableException;

    /** An entry as it is stored. */
    DirectoryRecord show(Administrator who, EntryKind kind, String name)
            throws ProvisioningException, DirectoryUnavailableException;

    /**
     * Allocates a service package to a domain, for administrators of the platform.
     *
     * @param count how many users may have it; 0 to take it away. Not fewer than have it
     */
    void allocate(Administrator who, String domain, String packageName, int count)
            throws ProvisioningException, DirectoryUnavailableException;

    /** Packages allocated to a domain. */
    List<PackageAllocation> allocations(Administrator who, String domain)
            throws ProvisioningException, DirectoryUnavailableException;

    /**
     * Gives a user a role: {@code DOMAIN} for the user's own domain. For administrators of the
     * platform.
     */
    void grant(Administrator who, String login, Administrator.Role role)
            throws ProvisioningException, DirectoryUnavailableException;

    /** Takes a role away, for administrators of the platform. */
    void revoke(Administrator who, String login, Administrator.Role role)
            throws ProvisioningException, DirectoryUnavailableException;

    /** All administrators that the asking one may see. */
    List<Administrator> administrators(Administrator who)
            throws ProvisioningException, DirectoryUnavailableException;

    /** What takes entries out and in. */
    Interchange interchange();
}
