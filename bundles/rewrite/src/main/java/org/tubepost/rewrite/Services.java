// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.util.Optional;
import org.tubepost.api.config.Generation;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.Probe;

/** What rules may ask of other rooms. */
interface Services {

    /** A hosted domain. */
    Optional<Domain> domain(String name) throws DirectoryUnavailableException;

    /** A probe of a mapping table; empty if the table or an entry is missing. */
    Optional<MappingTable.Result> probe(Generation generation, String table, Probe probe);
}
