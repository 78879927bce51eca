// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Problem;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.Probe;

/**
 * The tables of a generation outside of a framework, for a benchmark; entries may ask other tables
 * and nothing else. It stands in the package of the engine, which exports nothing.
 */
public final class StandingTables implements Surroundings {
    private final Map<String, CompiledTable> tables = new LinkedHashMap<>();
    private final List<Problem> problems;

    /** Compiles and checks all tables. */
    public StandingTables(Generation generation) {
        generation.mappings().forEach((name, table) -> tables.put(name, new CompiledTable(table)));
        problems = TableChecks.problems(generation, tables);
    }

    /** What the checks found. */
    public List<Problem> problems() {
        return problems;
    }

    @Override
    public Optional<MappingTable.Result> table(String name, Probe probe) {
        CompiledTable table = tables.get(name);
        return table == null ? Optional.empty() : table.probe(probe, this);
    }

    @Override
    public Optional<String> general(String key) {
        return Optional.empty();
    }

    @Override
    public List<String> ldap(String url) throws IOException {
        throw new IOException("no directory in a benchmark");
    }

    @Override
    public Optional<String> callout(String library, String routine, String argument, Trace trace)
            throws IOException {
        throw new IOException("no callouts in a benchmark");
    }

    @Override
    public long next(String sequence, boolean rehearsal) throws IOException {
        throw new IOException("no sequences in a benchmark");
    }
}
