// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.config.MappingDefinition;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.observe.Step;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.Probe;

/**
 * A table of one generation: immutable, asked from many threads. An index finds the entries that an
 * input may match, so that a large table is not read from its start. What an entry asks may be
 * away; then {@link UncheckedIOException} tells that nobody can say now.
 */
final class CompiledTable {
    private static final int MOST_PASSES = 50;

    private final String name;
    private final List<Entry> entries = new ArrayList<>();
    private final EntryIndex index;
    private final List<Problem> problems = new ArrayList<>();

    CompiledTable(MappingDefinition definition) {
        this.name = definition.name();
        definition.entries().forEach(this::compile);
        this.index = new EntryIndex(entries);
    }

    private void compile(MappingDefinition.Entry source) {
        SourceLocation side = source.location();
        try {
            Pattern pattern = PatternCompiler.compile(source.pattern());
            side = source.templateLocation();
            entries.add(new Entry(source, pattern, ActionCompiler.compile(source.template())));
        } catch (PatternSyntaxException broken) {
            problems.add(
                    new Problem(
                            Entry.behind(side, broken.at()),
                            Problem.Severity.ERROR,
                            "entry of " + name + ": " + broken.getMessage()));
        }
    }

    /** Entries that do not compile. */
    List<Problem> problems() {
        return problems;
    }

    /** Entries that do, in file order. */
    List<Entry> entries() {
        return entries;
    }

    Optional<MappingTable.Result> probe(Probe probe, Surroundings around) {
        String input = probe.input();
        int from = 0;
        boolean oncemore = false;
        StringBuilder flags = new StringBuilder();
        boolean matched = false;
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            Application step = firstMatch(probe.withInput(input), from, around);
            if (step == null && oncemore) {
                oncemore = false;
                from = 0;
                continue;
            }
            if (step == null) {
                break;
            }
            matched = true;
            input = step.output;
            step.run
                    .flags()
                    .chars()
                    .filter(c -> flags.indexOf(Character.toString(c)) < 0)
                    .forEach(flags::appendCodePoint);
            char steering = step.run.steering();
            if (steering != 'C' && steering != 'L' && steering != 'R') {
                break;
            }
            from = steering == 'R' ? 0 : step.index + 1;
            oncemore = steering == 'L';
        }
        return matched
                ? Optional.of(new MappingTable.Result(input, flags.toString()))
                : Optional.empty();
    }

    /** What one matching entry did. */
    private record Application(int index, String output, TemplateRun run) {}

    private Application firstMatch(Probe probe, int from, Surroundings around) {
        PatternMatcher matcher = new PatternMatcher(probe.input());
        Candidates candidates = index.candidates(matcher.upper(), from);
        try {
            for (int next = candidates.next(); next >= 0; next = candidates.next()) {
                Entry entry = entries.get(next);
                if (matcher.matches(entry.pattern())) {
                    TemplateRun run = new TemplateRun(matcher, probe, around);
                    String output = run.run(entry.template());
                    if (output != null) {
                        tell(probe, entry, output, run.flags());
                        return new Application(next, output, run);
                    }
                } else if (matcher.isExhausted()) {
                    throw new TooManyStepsException(entry.location());
                }
            }
        } catch (IOException unknown) {
            probe.trace().add("mapping", name + " " + probe.input(), unknown.getMessage());
            throw new UncheckedIOException(unknown);
        }
        return null;
    }

    private void tell(Probe probe, Entry entry, String output, CharSequence flags) {
        probe.trace()
                .add(
                        () ->
                                new Step(
                                        "mapping",
                                        name + " " + probe.input(),
                                        "\"" + output + "\" flags " + flags,
                                        entry.location()));
    }
}
