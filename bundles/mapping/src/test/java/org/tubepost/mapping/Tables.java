// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.MappingDefinition;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.Probe;

/** Tables as a test writes them: a name and lines of pattern, two blanks, template. */
final class Tables implements CompiledTable.Tables {
    private final Map<String, CompiledTable> tables = new LinkedHashMap<>();

    static MappingDefinition definition(String name, String... lines) {
        List<MappingDefinition.Entry> entries = new ArrayList<>();
        for (String line : lines) {
            int gap = line.indexOf("  ");
            entries.add(
                    new MappingDefinition.Entry(
                            gap < 0 ? line : line.substring(0, gap),
                            gap < 0 ? "" : line.substring(gap).strip(),
                            new SourceLocation("mappings", entries.size() + 3, 3)));
        }
        return new MappingDefinition(name, entries, new SourceLocation("mappings", 1, 1));
    }

    static Generation generation(MappingDefinition... tables) {
        return Generation.builder(1, Instant.EPOCH).mappings(List.of(tables)).build();
    }

    static CompiledTable compiled(String... lines) {
        return new CompiledTable(definition("T", lines));
    }

    Tables with(String name, String... lines) {
        tables.put(name, new CompiledTable(definition(name, lines)));
        return this;
    }

    /** Text and flags that a table answers, {@code "text/FLAGS"}; "none" when nothing matches. */
    static String answer(String input, String... lines) {
        CompiledTable table = compiled(lines);
        if (!table.problems().isEmpty()) {
            throw new AssertionError(table.problems());
        }
        return shown(table.probe(Probe.of(input, Trace.OFF), new Tables()));
    }

    static String shown(Optional<MappingTable.Result> result) {
        return result.map(r -> r.text() + "/" + r.flags()).orElse("none");
    }

    @Override
    public Optional<MappingTable.Result> probe(String table, Probe probe) {
        return tables.containsKey(table) ? tables.get(table).probe(probe, this) : Optional.empty();
    }
}
