// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.List;
import java.util.Optional;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;

/**
 * Where a schema keeps its domains (reference page directory-schema, section 2). Not cached; every
 * method may block on the back end.
 */
interface DomainTree {

    /**
     * The domain with exactly this name or alias.
     *
     * @param name lower case, A-labels
     * @throws DirectoryUnavailableException also when entries contradict each other: nobody can say
     */
    Optional<Domain> domain(String name) throws DirectoryUnavailableException;

    /** The domain under whose base an entry is: the one with the longest matching base. */
    Optional<Domain> domainOf(String dn) throws DirectoryUnavailableException;

    /** All domains, each once, with the names of their aliases. */
    List<Domain> domains() throws DirectoryUnavailableException;

    /** The domain that an entry stands for; empty if it stands for none. */
    Optional<Domain> madeBy(DirectoryRecord entry);

    /**
     * The entries that make a domain, parents first, without {@code ou=People} and {@code
     * ou=Groups}; those that exist already are no mistake, except the last one.
     */
    List<DirectoryRecord> entriesOf(String name);

    /** Where a domain that is made has its users and groups. */
    String baseOf(String name);

    /** Names of the entries that make an existing domain, children first. */
    List<String> removalOf(Domain domain);
}
