// SPDX-License-Identifier: Apache-2.0
package org.tubepost.house;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The rules of the house plan. */
final class HouseRules {
    private static final String OURS = "org.tubepost.";
    private static final Set<String> FORBIDDEN =
            Set.of("common", "util", "utils", "core", "misc", "helper", "manager", "impl");

    private HouseRules() {}

    /** Every violation, one sentence each. */
    static List<String> violations(List<Room> rooms) {
        List<String> found = new ArrayList<>();
        Map<String, Room> exporters = new HashMap<>();
        for (Room room : rooms) {
            room.exports().keySet().forEach(p -> exporters.put(p, room));
        }
        Map<String, Set<String>> roomUses = new HashMap<>();
        for (Room room : rooms) {
            exports(room, found);
            names(room, found);
            Set<String> used = new TreeSet<>();
            for (String imported : room.imports()) {
                Room exporter = exporters.get(imported);
                if (exporter == null && imported.startsWith(OURS)) {
                    found.add(room.name() + " imports " + imported + ", which nobody exports");
                } else if (exporter != null && exporter != room) {
                    used.add(exporter.name());
                    imports(room, imported, exporter, found);
                }
            }
            roomUses.put(room.name(), used);
            cycle(own(room.uses()))
                    .ifPresent(c -> found.add(room.name() + " has packages in a cycle: " + c));
        }
        cycle(roomUses).ifPresent(c -> found.add("bundles in a cycle: " + c));
        return found;
    }

    /** Libraries inside a bundle are not ours to untangle. */
    private static Map<String, Set<String>> own(Map<String, Set<String>> uses) {
        Map<String, Set<String>> own = new HashMap<>(uses);
        own.keySet().removeIf(p -> !p.startsWith(OURS));
        return own;
    }

    private static void imports(Room room, String imported, Room exporter, List<String> found) {
        if (!room.layer().mayImport(exporter.layer())) {
            found.add(
                    room.layer()
                            + " "
                            + room.name()
                            + " imports "
                            + imported
                            + " of "
                            + exporter.layer()
                            + " "
                            + exporter.name());
        }
        if (room.stays() && !exporter.stays()) {
            found.add(
                    room.name()
                            + " never moves and imports "
                            + imported
                            + " of "
                            + exporter.name()
                            + ", which does");
        }
    }

    private static void exports(Room room, List<String> found) {
        room.exports()
                .forEach(
                        (name, version) -> {
                            if (!room.layer().mayExport()) {
                                found.add(room.layer() + " " + room.name() + " exports " + name);
                            } else if (!version.matches("\\d+\\.\\d+\\.\\d+")) {
                                found.add(room.name() + " exports " + name + " without a version");
                            }
                        });
    }

    private static void names(Room room, List<String> found) {
        for (String name : room.uses().keySet()) {
            for (String segment : name.split("\\.")) {
                if (name.startsWith(OURS) && FORBIDDEN.contains(segment)) {
                    found.add(room.name() + " has a package named " + name);
                }
            }
        }
    }

    /** Some cycle, if there is one. */
    private static Optional<String> cycle(Map<String, Set<String>> uses) {
        Set<String> done = new HashSet<>();
        for (String start : new TreeSet<>(uses.keySet())) {
            List<String> path = new ArrayList<>();
            if (reachesItself(start, uses, path, done)) {
                return Optional.of(String.join(" -> ", path));
            }
        }
        return Optional.empty();
    }

    private static boolean reachesItself(
            String at, Map<String, Set<String>> uses, List<String> path, Set<String> done) {
        if (path.contains(at)) {
            path.add(at);
            return true;
        }
        if (done.contains(at)) {
            return false;
        }
        path.add(at);
        for (String next : uses.getOrDefault(at, Set.of())) {
            if (reachesItself(next, uses, path, done)) {
                return true;
            }
        }
        path.remove(path.size() - 1);
        done.add(at);
        return false;
    }
}
