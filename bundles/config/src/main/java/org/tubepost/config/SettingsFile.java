// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tubepost.api.config.SourceLocation;

/**
 * Files of {@code NAME=value} lines, with or without {@code [KIND=name]} sections: {@code
 * option.dat}, {@code dispatcher.cnf}, {@code job_controller.cnf}. Names are compared without
 * regard to case; {@code ;} and {@code #} in column 1 begin comments too.
 */
final class SettingsFile {
    private final List<Section> sections = new ArrayList<>();

    /**
     * A section; the first one of a file, before any header, has an empty kind.
     *
     * @param kind upper case, {@code SERVICE}
     * @param name as written
     * @param location where its header stands
     * @param settings in order
     */
    record Section(String kind, String name, SourceLocation location, List<Setting> settings) {}

    /**
     * A line.
     *
     * @param name upper case
     * @param value as written, trimmed
     * @param location where it stands
     * @param line on which it stands
     * @param valueIndex where the value begins in the line
     */
    record Setting(
            String name, String value, SourceLocation location, SourceLine line, int valueIndex) {

        /** Place of a character of the value. */
        SourceLocation at(int index) {
            return line.at(valueIndex + index);
        }
    }

    SettingsFile(String file, List<SourceLine> lines, Problems problems) {
        Section current = new Section("", "", new SourceLocation(file, 1, 1), new ArrayList<>());
        sections.add(current);
        for (SourceLine line : lines) {
            String text = line.text().strip();
            if (text.isEmpty() || text.charAt(0) == ';' || text.charAt(0) == '#') {
                continue;
            }
            if (text.startsWith("[")) {
                int equals = text.indexOf('=');
                if (!text.endsWith("]") || equals < 2) {
                    problems.error(line.start(), "expected '[KIND=name]'");
                    continue;
                }
                current =
                        new Section(
                                text.substring(1, equals).strip().toUpperCase(Locale.ROOT),
                                text.substring(equals + 1, text.length() - 1).strip(),
                                line.start(),
                                new ArrayList<>());
                sections.add(current);
                continue;
            }
            int equals = text.indexOf('=');
            if (equals < 1) {
                problems.error(line.start(), "expected 'NAME=value'");
                continue;
            }
            current.settings().add(setting(line));
        }
    }

    private static Setting setting(SourceLine line) {
        String text = line.text();
        int equals = text.indexOf('=');
        int value = equals + 1;
        while (value < text.length() && Character.isWhitespace(text.charAt(value))) {
            value++;
        }
        return new Setting(
                text.substring(0, equals).strip().toUpperCase(Locale.ROOT),
                text.substring(value).strip(),
                line.start(),
                line,
                value);
    }

    List<Section> sections() {
        return sections;
    }

    /** Settings before the first section. */
    List<Setting> globals() {
        return sections.get(0).settings();
    }
}
