// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.io.IOException;
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
final class Tables implements Surroundings {
    private final Map<String, CompiledTable> tables = new LinkedHashMap<>();
    private final Map<String, String> general = new LinkedHashMap<>();
    private final Map<String, List<String>> directory = new LinkedHashMap<>();
    private final Map<String, String> routines = new LinkedHashMap<>();
    private final RateTable rate = new RateTable(() -> 0, 1000);
    private boolean away;
    private long number = 41;

    static MappingDefinition definition(String name, String... lines) {
        List<MappingDefinition.Entry> entries = new ArrayList<>();
        for (String line : lines) {
            int gap = line.indexOf("  ");
            entries.add(
                    new MappingDefinition.Entry(
                            gap < 0 ? line : line.substring(0, gap),
                            gap < 0 ? "" : line.substring(gap).strip(),
                            new SourceLocation("mappings", entries.size() + 3, 3),
                            new SourceLocation("mappings", entries.size() + 3, 40)));
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

    CompiledTable add(MappingDefinition definition) {
        CompiledTable table = new CompiledTable(definition);
        tables.put(definition.name(), table);
        return table;
    }

    Tables general(String key, String value) {
        general.put(key, value);
        return this;
    }

    Tables directory(String url, String... values) {
        directory.put(url, List.of(values));
        return this;
    }

    Tables routine(String call, String answer) {
        routines.put(call, answer);
        return this;
    }

    /** From now on directory, routines and sequences cannot be asked. */
    Tables away() {
        away = true;
        return this;
    }

    Optional<MappingTable.Result> probe(String table, Probe probe) {
        return table(table, probe);
    }

    /** Tables of a file: names at column 1, entries indented, dollar signs quote blanks. */
    static List<MappingDefinition> read(String text) {
        List<MappingDefinition> read = new ArrayList<>();
        List<MappingDefinition.Entry> entries = new ArrayList<>();
        String name = "";
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i];
            if (line.isBlank() || line.startsWith("!")) {
                continue;
            }
            if (Character.isWhitespace(line.charAt(0))) {
                entries.add(entry(line, i + 1));
                continue;
            }
            if (!name.isEmpty()) {
                read.add(new MappingDefinition(name, entries, new SourceLocation("m", 1, 1)));
            }
            name = line.strip();
            entries = new ArrayList<>();
        }
        read.add(new MappingDefinition(name, entries, new SourceLocation("m", 1, 1)));
        return read;
    }

    private static MappingDefinition.Entry entry(String line, int number) {
        String text = line.strip();
        int gap = 0;
        while (gap < text.length() && !Character.isWhitespace(text.charAt(gap))) {
            gap += text.charAt(gap) == '$' ? 2 : 1;
        }
        String template = text.substring(Math.min(gap, text.length())).strip();
        return new MappingDefinition.Entry(
                text.substring(0, Math.min(gap, text.length())),
                template,
                new SourceLocation("m", number, 1 + line.indexOf(text)),
                new SourceLocation("m", number, 1 + line.lastIndexOf(template)));
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
    public Optional<MappingTable.Result> table(String table, Probe probe) {
        if (table.equals(RateTable.TABLE)) {
            return rate.probe(probe);
        }
        return tables.containsKey(table) ? tables.get(table).probe(probe, this) : Optional.empty();
    }

    @Override
    public Optional<String> general(String key) {
        return Optional.ofNullable(general.get(key));
    }

    @Override
    public List<String> ldap(String url) throws IOException {
        reach();
        return directory.getOrDefault(url, List.of());
    }

    @Override
    public Optional<String> callout(String library, String routine, String argument, Trace trace)
            throws IOException {
        reach();
        return Optional.ofNullable(routines.get(library + " " + routine + " " + argument));
    }

    @Override
    public long next(String sequence, boolean rehearsal) throws IOException {
        reach();
        return rehearsal ? number + 1 : ++number;
    }

    private void reach() throws IOException {
        if (away) {
            throw new IOException("away");
        }
    }
}
