// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.Optional;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.Probe;

/**
 * The service behind a table of the file: stays registered while its content changes with
 * generations.
 */
final class FileTable implements MappingTable {
    private final String name;
    private final FileTables tables;

    FileTable(String name, FileTables tables) {
        this.name = name;
        this.tables = tables;
    }

    @Override
    public Optional<Result> probe(Probe probe) {
        return tables.probe(tables.inForce(), name, probe);
    }
}
