// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The whole answer to a command. */
final class Reply {
    private final List<List<Item>> lines = new ArrayList<>();
    private final List<Fetched> fetched = new ArrayList<>();
    private final List<List<Item>> codes = new ArrayList<>();
    private boolean isOk;

    /**
     * An untagged FETCH.
     *
     * @param message whose it is; zero UIDs are not known yet
     * @param items what it told, by name in capital letters
     */
    record Fetched(KnownMessage message, Map<String, Item> items) {
        boolean has(String name) {
            return items.containsKey(name);
        }
    }

    void add(List<Item> line) {
        lines.add(line);
    }

    void add(Fetched one) {
        fetched.add(one);
    }

    void addCode(List<Item> code) {
        codes.add(code);
    }

    void end(boolean ok) {
        isOk = ok;
    }

    /** OK, and not one of the refusals that the caller allowed. */
    boolean isOk() {
        return isOk;
    }

    List<Fetched> fetched() {
        return fetched;
    }

    /** The words behind an untagged name, {@code SEARCH} for instance; empty if there was none. */
    Optional<List<Item>> line(String name) {
        for (List<Item> line : lines) {
            if (line.get(0).upper().equals(name)) {
                return Optional.of(line.subList(1, line.size()));
            }
        }
        return Optional.empty();
    }

    List<List<Item>> lines() {
        return lines;
    }

    /** A response code with its words, tagged or not. */
    Optional<List<Item>> code(String name) {
        return codes.stream()
                .filter(c -> !c.isEmpty() && c.get(0).upper().equals(name))
                .findFirst();
    }
}
