// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.Problem.Severity;
import org.tubepost.api.config.SourceLocation;

/**
 * What is wrong with the tables of a generation beyond syntax: tables asked at connect must not
 * wait for others, access tables have their own flags, limits of {@code RATE} must be readable, and
 * a table that nobody asks would look like protection.
 */
final class TableChecks {
    /** Tables of the language that no room asks yet. */
    private static final Set<String> LATER = Set.of("CONVERSIONS");

    /** Stands for what nobody knows yet in the argument of a table. */
    private static final String SUBSTITUTED = "\0";

    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, CompiledTable> tables;

    private TableChecks(Map<String, CompiledTable> tables) {
        this.tables = tables;
    }

    static List<Problem> problems(Generation generation, Map<String, CompiledTable> tables) {
        TableChecks checks = new TableChecks(tables);
        tables.values().forEach(t -> checks.problems.addAll(t.problems()));
        checks.atConnect();
        tables.forEach(checks::limits);
        tables.forEach(checks::flags);
        generation.mappings().values().stream()
                .filter(t -> LATER.contains(t.name()))
                .forEach(
                        t ->
                                checks.add(
                                        t.location(),
                                        Severity.WARNING,
                                        "table "
                                                + t.name()
                                                + " is not in force yet: nobody asks it"));
        return checks.problems;
    }

    private void add(SourceLocation where, Severity severity, String text) {
        problems.add(new Problem(where, severity, text));
    }

    /** Follows the tables that PORT_ACCESS asks. */
    private void atConnect() {
        Set<String> seen = new HashSet<>(Set.of(AccessTable.PORT_ACCESS.name()));
        Deque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            CompiledTable table = tables.get(open.remove());
            if (table == null) {
                continue;
            }
            each(
                    table,
                    (entry, action) -> {
                        if (action instanceof Action.Table other && seen.add(other.name())) {
                            open.add(other.name());
                        }
                        waiting(entry, action);
                    });
        }
    }

    private void waiting(Entry entry, Action action) {
        if (action instanceof Action.Ldap ldap) {
            waiting(entry, ldap.at(), "the directory");
        } else if (action instanceof Action.Callout callout) {
            waiting(entry, callout.at(), "a callout");
        } else if (action instanceof Action.Sequence sequence) {
            waiting(entry, sequence.at(), "a sequence number");
        }
    }

    private void waiting(Entry entry, int at, String what) {
        add(
                entry.templateLocation(at),
                Severity.ERROR,
                "tables that are asked at connect must not wait for " + what);
    }

    private void limits(String name, CompiledTable table) {
        each(
                table,
                (entry, action) -> {
                    if (action instanceof Action.Table rate
                            && rate.name().equals(RateTable.TABLE)) {
                        limit(entry, rate);
                    }
                });
    }

    private void limit(Entry entry, Action.Table rate) {
        String written = "";
        for (Action part : rate.argument()) {
            written += part instanceof Action.Text text ? text.text() : SUBSTITUTED;
        }
        int begin = RateLimit.begin(written);
        if (begin >= 0 && written.endsWith(SUBSTITUTED)) {
            // The limit itself comes from a substitution.
            return;
        }
        try {
            RateLimit.parse(begin < 0 ? "" : written.substring(begin));
        } catch (IllegalArgumentException malformed) {
            add(entry.templateLocation(rate.at()), Severity.ERROR, malformed.getMessage());
        }
    }

    private void flags(String name, CompiledTable table) {
        AccessTable.of(name)
                .ifPresent(
                        access ->
                                each(
                                        table,
                                        (entry, action) -> {
                                            if (action instanceof Action.Flag flag) {
                                                flag(access, entry, flag);
                                            }
                                        }));
    }

    private void flag(AccessTable access, Entry entry, Action.Flag flag) {
        if (access.knows(flag.letter()) || "CRLE".indexOf(flag.letter()) >= 0) {
            return;
        }
        String why = access.isLater(flag.letter()) ? " is not in force yet" : " means nothing in ";
        add(
                entry.templateLocation(flag.at()),
                Severity.WARNING,
                "flag $"
                        + flag.letter()
                        + why
                        + (access.isLater(flag.letter()) ? "" : access.name()));
    }

    private static void each(CompiledTable table, BiConsumer<Entry, Action> visitor) {
        for (Entry entry : table.entries()) {
            each(entry, entry.template(), visitor);
        }
    }

    private static void each(Entry entry, List<Action> actions, BiConsumer<Entry, Action> visitor) {
        for (Action action : actions) {
            visitor.accept(entry, action);
            each(entry, action.inner(), visitor);
        }
    }
}
