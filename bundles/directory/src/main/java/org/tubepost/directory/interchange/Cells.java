// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.interchange;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Several values in one cell: bars between them, a backslash makes the next character plain. */
final class Cells {
    private Cells() {}

    /** The values of a cell. */
    static List<String> split(String text) {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                value.append(text.charAt(++i));
            } else if (c == '|') {
                values.add(value.toString());
                value.setLength(0);
            } else {
                value.append(c);
            }
        }
        values.add(value.toString());
        return values;
    }

    /** The cell of values, with quotation marks where it needs them. */
    static String join(List<String> values) {
        String text =
                values.stream()
                        .map(v -> v.replace("\\", "\\\\").replace("|", "\\|"))
                        .collect(Collectors.joining("|"));
        boolean quotes = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quotes ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
