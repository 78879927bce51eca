// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A back end of the directory, shaped like LDAP because that is what back ends are. Registered with
 * the service property {@value #NAME}. Implementations pool their connections, keep time limits,
 * and may be called from many threads at once; they do not cache.
 *
 * <p>Every method throws {@link DirectoryUnavailableException} when no server answered, and {@link
 * ProvisioningException} when the server refused a change.
 */
@ConsumerType
public interface DirectorySource {

    /** Service property: the name under which configuration chooses this back end. */
    String NAME = "directory.name";

    /**
     * Entries that match; an absent base gives an empty list.
     *
     * @throws SearchRefusedException if a server answered that it does not search for this
     */
    List<DirectoryRecord> search(SearchRequest request) throws DirectoryUnavailableException;

    /**
     * Simple bind on a connection that is used for nothing else.
     *
     * @return true if the credentials are right; an empty password is never right
     */
    boolean bind(String dn, byte[] password) throws DirectoryUnavailableException;

    /**
     * This back end as far as what it answers is what was written last. Who reads in order to write
     * asks it: replicas may be late. Of a back end without replicas it is the back end itself.
     */
    default DirectorySource writable() {
        return this;
    }

    /** Adds an entry. */
    void add(DirectoryRecord entry) throws ProvisioningException, DirectoryUnavailableException;

    /** Replaces attributes of an entry; an empty list removes the attribute. */
    void modify(String dn, Map<String, List<String>> replacements)
            throws ProvisioningException, DirectoryUnavailableException;

    /**
     * Changes values of an entry in one operation (RFC 4511 section 4.6): all of it or nothing. Who
     * removes the values that he has read, and adds others instead, overwrites nobody's change.
     *
     * @return false if a value to remove is not there, or one to add is there already; nothing is
     *     changed then
     */
    boolean exchange(String dn, List<AttributeChange> changes)
            throws ProvisioningException, DirectoryUnavailableException;

    /** Deletes an entry without children. */
    void delete(String dn) throws ProvisioningException, DirectoryUnavailableException;
}
