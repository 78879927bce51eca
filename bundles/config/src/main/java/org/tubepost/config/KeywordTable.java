// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The channel keywords of the language: how many arguments each takes and what becomes of it. Read
 * from the resource {@code keywords.txt}, whose head explains its columns.
 */
final class KeywordTable {
    private final Map<String, Entry> entries = new TreeMap<>();

    /** How many arguments a keyword takes. */
    enum Arity {
        /** None. */
        NONE,
        /** Exactly one. */
        ONE,
        /** Exactly one, a whole number. */
        NUMBER,
        /** One if the next word is no keyword. */
        OPTIONAL,
        /** As many numbers or quoted words as follow. */
        LIST
    }

    /** What becomes of a keyword. */
    enum State {
        /** Checked and obeyed. */
        IN_FORCE("in force"),
        /** Checked; its feature comes later. */
        LATER("not in force yet"),
        /** Makes no sense on this system; warned about. */
        POINTLESS("without effect");

        private final String text;

        State(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /**
     * A keyword.
     *
     * @param name lower case
     * @param arity how many arguments
     * @param state what becomes of it
     * @param why reason, for keywords without effect
     */
    record Entry(String name, Arity arity, State state, String why) {}

    KeywordTable() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                KeywordTable.class.getResourceAsStream("keywords.txt"),
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
        String best = null;
        int bestDistance = Math.max(2, word.length() / 3) + 1;
        for (String name : entries.keySet()) {
            int distance = Spelling.distance(word, name);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = name;
            }
        }
        return Optional.ofNullable(best);
    }

    private void add(String line) {
        String[] columns = line.trim().split("\\s+", 3);
        Arity arity =
                switch (columns[0].charAt(0)) {
                    case '0' -> Arity.NONE;
                    case '1' -> Arity.ONE;
                    case '#' -> Arity.NUMBER;
                    case '?' -> Arity.OPTIONAL;
                    default -> Arity.LIST;
                };
        State state =
                switch (columns[0].charAt(1)) {
                    case '+' -> State.IN_FORCE;
                    case '-' -> State.LATER;
                    default -> State.POINTLESS;
                };
        String rest = columns.length > 2 ? columns[2] : "";
        for (String name : columns[1].split(",")) {
            entries.put(name, new Entry(name, arity, state, rest));
        }
    }
}
