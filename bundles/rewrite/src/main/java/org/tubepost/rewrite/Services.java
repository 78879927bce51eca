// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.config.Generation;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.Probe;

/**
 * What rules may ask of other rooms. In the house each question leases its room ({@link
 * LeasedServices}); a benchmark gives its own answers.
 */
public interface Services {

    /** A hosted domain by name or alias. */
    Optional<Domain> domain(String name) throws DirectoryUnavailableException;

    /** Values that an LDAP URL finds. */
    List<String> values(String ldapUrl) throws DirectoryUnavailableException;

    /** A probe of a mapping table; empty if the table or an entry is missing. */
    Optional<MappingTable.Result> probe(Generation generation, String table, Probe probe)
            throws DirectoryUnavailableException;

    /**
     * A routine of a library.
     *
     * @throws IOException when it cannot say now, or the library is missing
     */
    Optional<String> call(String library, String routine, String argument, Trace trace)
            throws IOException;
}
