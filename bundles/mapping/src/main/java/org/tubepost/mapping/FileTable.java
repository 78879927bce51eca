// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.Optional;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.MappingTable;

/**
 * The service behind a table of the file: stays registered while its content changes with
 * generations.
 */
final class FileTable implements MappingTable {
    private final CompiledTable.Tables tables;
    private volatile CompiledTable current;

    FileTable(CompiledTable first, CompiledTable.Tables tables) {
        this.current = first;
        this.tables = tables;
    }

    void replace(CompiledTable next) {
        current = next;
    }

    @Override
    public Optional<Result> probe(String input, Trace trace) {
        return current.probe(input, tables, trace);
    }
}
