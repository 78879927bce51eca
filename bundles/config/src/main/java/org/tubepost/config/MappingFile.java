// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tubepost.api.config.MappingDefinition;
import org.tubepost.api.config.SourceLocation;

/**
 * {@code mappings}: tables whose name stands alone at column 1, entries indented below (reference
 * page mta-essentials, "Mappings").
 */
final class MappingFile {
    private final Problems problems;
    private final List<MappingDefinition> tables = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private String name;
    private SourceLocation begin;
    private List<MappingDefinition.Entry> entries = new ArrayList<>();

    MappingFile(List<SourceLine> lines, Problems problems) {
        this.problems = problems;
        for (SourceLine line : lines) {
            if (line.isBlank()) {
                continue;
            }
            if (line.isIndented()) {
                entry(line);
            } else {
                endTable();
                beginTable(line);
            }
        }
        endTable();
    }

    List<MappingDefinition> tables() {
        return tables;
    }

    private void beginTable(SourceLine line) {
        String text = line.text().strip();
        if (text.chars().anyMatch(Character::isWhitespace)) {
            problems.error(
                    line.start(), "expected the name of a table; entries of a table are indented");
        }
        name = text.toUpperCase(Locale.ROOT);
        begin = line.start();
        if (!names.add(name)) {
            problems.error(begin, "table " + name + " is defined twice");
        }
    }

    private void entry(SourceLine line) {
        if (name == null) {
            problems.error(line.start(), "entry before the name of a table");
            return;
        }
        String text = line.text().stripLeading();
        int gap = 0;
        while (gap < text.length() && !Character.isWhitespace(text.charAt(gap))) {
            // A dollar sign quotes the next character, a blank included.
            gap += text.charAt(gap) == '$' && gap + 1 < text.length() ? 2 : 1;
        }
        String template = gap < text.length() ? trimmed(text.substring(gap).stripLeading()) : "";
        int begins = line.text().length() - text.substring(gap).stripLeading().length();
        entries.add(
                new MappingDefinition.Entry(
                        text.substring(0, gap), template, line.start(), line.at(begins)));
    }

    /** Without the white space at its end, except a blank that a dollar sign quotes. */
    private static String trimmed(String template) {
        int end = 0;
        for (int at = 0; at < template.length(); at++) {
            if (template.charAt(at) == '$' && at + 1 < template.length()) {
                end = ++at + 1;
            } else if (!Character.isWhitespace(template.charAt(at))) {
                end = at + 1;
            }
        }
        return template.substring(0, end);
    }

    private void endTable() {
        if (name != null) {
            tables.add(new MappingDefinition(name, entries, begin));
        }
        entries = new ArrayList<>();
    }
}
