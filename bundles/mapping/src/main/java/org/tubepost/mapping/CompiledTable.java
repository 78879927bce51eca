// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.tubepost.api.config.MappingDefinition;
import org.tubepost.api.config.Problem;
import org.tubepost.api.observe.Step;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.Probe;

/**
 * A table of one generation: immutable, asked from many threads. Entries that begin with a
 * character are found by it, so that a large table is not read from its start.
 */
final class CompiledTable {
    private static final int MOST_PASSES = 50;

    private final String name;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<Character, int[]> byFirst = new HashMap<>();
    private final int[] byAny;
    private final List<Problem> problems = new ArrayList<>();

    /** Asks another table; empty if it does not exist or has no answer. */
    interface Tables {
        Optional<MappingTable.Result> probe(String table, Probe probe);
    }

    CompiledTable(MappingDefinition definition) {
        this.name = definition.name();
        for (MappingDefinition.Entry source : definition.entries()) {
            try {
                entries.add(
                        new Entry(
                                source,
                                PatternCompiler.compile(source.pattern()),
                                ActionCompiler.compile(source.template())));
            } catch (PatternSyntaxException broken) {
                problems.add(
                        new Problem(
                                source.location(),
                                Problem.Severity.ERROR,
                                "entry of " + name + ": " + broken.getMessage()));
            }
        }
        Map<Character, List<Integer>> index = new HashMap<>();
        List<Integer> any = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            char first = entries.get(i).firstCharacter();
            if (first == 0) {
                any.add(i);
                for (List<Integer> list : index.values()) {
                    list.add(i);
                }
            } else {
                index.computeIfAbsent(first, c -> new ArrayList<>(any)).add(i);
            }
        }
        index.forEach((c, list) -> byFirst.put(c, list.stream().mapToInt(i -> i).toArray()));
        byAny = any.stream().mapToInt(i -> i).toArray();
    }

    List<Problem> problems() {
        return problems;
    }

    Optional<MappingTable.Result> probe(Probe probe, Tables tables) {
        String input = probe.input();
        int next = 0;
        StringBuilder flags = new StringBuilder();
        boolean matched = false;
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            Application step = firstMatch(probe.withInput(input), next, tables);
            if (step == null) {
                break;
            }
            matched = true;
            input = step.output;
            flags.append(step.flags);
            if (step.steering == 'C') {
                next = step.index + 1;
            } else if (step.steering == 'R' || step.steering == 'L') {
                next = 0;
            } else {
                break;
            }
        }
        return matched
                ? Optional.of(new MappingTable.Result(input, flags.toString()))
                : Optional.empty();
    }

    /** What one matching entry did. */
    private record Application(int index, String output, String flags, char steering) {}

    private Application firstMatch(Probe probe, int from, Tables tables) {
        String input = probe.input();
        int[] candidates =
                input.isEmpty()
                        ? byAny
                        : byFirst.getOrDefault(Character.toUpperCase(input.charAt(0)), byAny);
        for (int index : candidates) {
            if (index < from) {
                continue;
            }
            Entry entry = entries.get(index);
            List<String> fields = PatternMatcher.match(entry.pattern(), input);
            if (fields == null) {
                continue;
            }
            Application step = apply(index, entry, fields, tables, probe);
            if (step != null) {
                probe.trace()
                        .add(
                                () ->
                                        new Step(
                                                "mapping",
                                                name + " " + input,
                                                "\"" + step.output + "\" flags " + step.flags,
                                                entry.location()));
                return step;
            }
        }
        return null;
    }

    private static Application apply(
            int index, Entry entry, List<String> fields, Tables tables, Probe probe) {
        StringBuilder flags = new StringBuilder();
        char[] steering = {0};
        String output = run(entry.template(), fields, tables, probe, flags, steering);
        return output == null
                ? null
                : new Application(index, output, flags.toString(), steering[0]);
    }

    /** Output of a template; null if the entry fails. */
    private static String run(
            List<Action> template,
            List<String> fields,
            Tables tables,
            Probe probe,
            StringBuilder flags,
            char[] steering) {
        StringBuilder out = new StringBuilder();
        char letterCase = '_';
        for (Action action : template) {
            String text = "";
            if (action instanceof Action.Text plain) {
                text = plain.text();
            } else if (action instanceof Action.Field field) {
                text = field.index() < fields.size() ? fields.get(field.index()) : "";
            } else if (action instanceof Action.Case change) {
                letterCase = change.how();
            } else if (action instanceof Action.Table table) {
                String argument = run(table.argument(), fields, tables, probe, flags, steering);
                Optional<MappingTable.Result> answer =
                        tables.probe(table.name(), probe.withInput(argument));
                if (answer.isEmpty()) {
                    return null;
                }
                text = answer.get().text();
            } else if (action instanceof Action.Chance chance) {
                if (ThreadLocalRandom.current().nextInt(100) >= chance.percent()) {
                    return null;
                }
            } else if (action instanceof Action.Condition condition) {
                if (condition.set() != probe.flags().indexOf(condition.flag()) >= 0) {
                    return null;
                }
            } else if (action instanceof Action.Flag flag) {
                note(flag.letter(), flags, steering);
            }
            out.append(cased(text, letterCase));
        }
        return out.toString();
    }

    private static void note(char letter, StringBuilder flags, char[] steering) {
        if ("CRLE".indexOf(letter) >= 0) {
            steering[0] = letter;
        } else if (flags.indexOf(String.valueOf(letter)) < 0) {
            flags.append(letter);
        }
    }

    private static String cased(String text, char letterCase) {
        return switch (letterCase) {
            case '\\' -> text.toLowerCase(Locale.ROOT);
            case '^' -> text.toUpperCase(Locale.ROOT);
            default -> text;
        };
    }
}
