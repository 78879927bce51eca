// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.routing;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.config.Generation;

/**
 * All mapping tables as a transaction sees them: a table that a bundle offers stands before the one
 * of the file and is used at once; tables of the file are those of the transaction's generation.
 * Called from many threads at once; blocks where a table asks the directory.
 */
@ProviderType
public interface MappingTables {

    /**
     * Asks a table.
     *
     * @param generation configuration of the transaction
     * @param table name in any case
     * @return empty if there is no such table, or no entry matches
     * @throws java.io.UncheckedIOException when nobody can say now, because a directory or a
     *     callout that an entry asks is away, or because the probe takes too many steps to match:
     *     what the table was to decide is refused for now (451 4.4.3)
     */
    Optional<MappingTable.Result> probe(Generation generation, String table, Probe probe);
}
