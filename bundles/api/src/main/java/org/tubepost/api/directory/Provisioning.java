// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes, changes and removes domains, users and groups through a writable {@link DirectorySource}.
 * Input is checked so that an entry that could not receive mail cannot be made; a refused call
 * changes nothing. Changes are seen by {@link Directory} at once on this machine.
 */
@ProviderType
public interface Provisioning {

    /**
     * Makes a hosted domain.
     *
     * @throws ProvisioningException if the name is malformed or taken
     */
    void addDomain(String name) throws ProvisioningException, DirectoryUnavailableException;

    /** Removes a domain that has no users or groups. */
    void removeDomain(String name) throws ProvisioningException, DirectoryUnavailableException;

    /**
     * Makes a user.
     *
     * @param domain an existing domain
     * @param uid login name, also the local part of the primary address
     * @param fullName common name
     * @param password clear text, stored hashed; empty for a user who cannot log in yet
     * @param attributes further attributes by name, such as {@code mailMessageStore}
     */
    void addUser(
            String domain,
            String uid,
            String fullName,
            byte[] password,
            Map<String, List<String>> attributes)
            throws ProvisioningException, DirectoryUnavailableException;

    /** Removes a user from the directory; the mailbox stays until the store is told. */
    void removeUser(String domain, String uid)
            throws ProvisioningException, DirectoryUnavailableException;

    /** Replaces attributes of a user; an empty list removes the attribute. */
    void modifyUser(String domain, String uid, Map<String, List<String>> attributes)
            throws ProvisioningException, DirectoryUnavailableException;

    /**
     * Replaces one value of an attribute of a user, in the entry as it is now and not as it may be
     * remembered: other values stay, also those that another host writes at that very moment.
     *
     * @param attribute one that concerns nothing but logins; others are refused
     * @param old the value to replace; empty to add one
     * @param fresh the value instead of it; empty to remove it
     * @return false if {@code old} is not there any more; nothing is changed then
     */
    boolean replaceValue(
            String domain,
            String uid,
            String attribute,
            Optional<String> old,
            Optional<String> fresh)
            throws ProvisioningException, DirectoryUnavailableException;

    /** Sets a user's password, stored hashed. */
    void setPassword(String domain, String uid, byte[] password)
            throws ProvisioningException, DirectoryUnavailableException;

    /**
     * Stores a password anew that was just proved to be right, if {@link #setPassword} would store
     * it in another form than it is: an older scheme, or without what SCRAM needs. A password that
     * the entry does not hold any more is not stored, not even if another host changes it at that
     * very moment.
     *
     * @return true if it was stored
     */
    boolean refreshPassword(String domain, String uid, byte[] password)
            throws ProvisioningException, DirectoryUnavailableException;

    /**
     * Makes a group with members given by address; those in the directory become members by name.
     */
    void addGroup(String domain, String name, List<String> members)
            throws ProvisioningException, DirectoryUnavailableException;

    /** Removes a group. */
    void removeGroup(String domain, String name)
            throws ProvisioningException, DirectoryUnavailableException;
}
