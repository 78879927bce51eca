// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A table of the words of a language: what arguments each takes, which exclude each other and what
 * becomes of it. The channel keywords of {@code imta.cnf} are read from the resource {@code
 * keywords.txt}, the parameters of mailing lists from {@code list-parameters.txt}; the head of each
 * explains its columns. Immutable, shared by all generations.
 */
final class KeywordTable {
    private static final int COLUMNS = 4;

    private final Map<String, Entry> entries = new TreeMap<>();

    /** What becomes of a keyword. */
    enum State {
        /** Checked and obeyed. */
        IN_FORCE("in force"),
        /** Checked; its feature comes later. */
        LATER("not in force yet"),
        /** Makes no sense on this system; warned about. */
        POINTLESS("without effect"),
        /** Its feature does not exist and cannot be done without. */
        REFUSED("refused");

        private final String text;

        State(String text) {
            this.text = text;
        }

        static State of(String sign) {
            return switch (sign) {
                case "+" -> IN_FORCE;
                case "-" -> LATER;
                case "x" -> POINTLESS;
                case "r" -> REFUSED;
                default -> throw new IllegalArgumentException("state " + sign);
            };
        }
    }

    /**
     * A keyword.
     *
     * @param name as the table writes it
     * @param arguments kinds of its arguments, in order
     * @param state what becomes of it
     * @param group keywords of one group exclude each other; empty for none
     * @param why reason, for keywords without effect
     */
    record Entry(String name, List<ArgumentKind> arguments, State state, String group, String why) {

        /** What becomes of it, in words. */
        String fate() {
            return why.isEmpty() ? state.text : state.text + ": " + why;
        }
    }

    /** The channel keywords. */
    KeywordTable() {
        this("keywords.txt");
    }

    /** The table of a resource. */
    KeywordTable(String resource) {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                KeywordTable.class.getResourceAsStream(resource),
                                StandardCharsets.UTF_8))) {
            lines.lines().filter(l -> !l.isBlank() && l.charAt(0) != '!').forEach(this::add);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    Optional<Entry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    Map<String, Entry> entries() {
        return entries;
    }

    /** The keyword that is spelled most like a word, if one is near enough. */
    Optional<String> suggestion(String word) {
        return Spelling.nearest(word, entries.keySet());
    }

    private void add(String line) {
        int semicolon = line.indexOf(';');
        String why = semicolon < 0 ? "" : line.substring(semicolon + 1).strip();
        String[] columns =
                (semicolon < 0 ? line : line.substring(0, semicolon))
                        .strip()
                        .split("\\s+", COLUMNS);
        String group = columns[2].equals("-") ? "" : columns[2];
        for (String name : columns[COLUMNS - 1].split("\\s+")) {
            entries.put(
                    name,
                    new Entry(
                            name,
                            columns[1].equals("none")
                                    ? List.of()
                                    : Stream.of(columns[1].split(","))
                                            .map(ArgumentKind::of)
                                            .toList(),
                            State.of(columns[0]),
                            group,
                            why));
        }
    }
}
