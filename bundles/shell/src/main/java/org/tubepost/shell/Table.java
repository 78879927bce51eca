// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a command prints: rows under column names, for people as an aligned table, for programs as a
 * JSON array of objects.
 */
public final class Table {
    private static final int WIDEST = 100;

    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();
    private final int[] widths;
    private boolean begun;
    private boolean anyRow;

    /** A table with these columns. */
    public Table(String... columns) {
        this.columns = List.of(columns);
        this.widths = new int[columns.length];
    }

    /** Adds a row; one value for each column, null for none. */
    public void row(Object... values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException(values.length + " values");
        }
        rows.add(Arrays.asList(values));
    }

    /** Number of rows that are not printed yet. */
    public int size() {
        return rows.size();
    }

    /** Prints the rows. */
    public void print(PrintStream out, boolean json) {
        flush(out, json);
        if (json) {
            out.println("\n]");
        }
    }

    /**
     * Prints the rows so far and forgets them, for tables too long to be held. Columns get no wider
     * than those of the first rows need.
     */
    public void flush(PrintStream out, boolean json) {
        if (json) {
            printJson(out);
        } else {
            printAligned(out);
        }
        rows.clear();
        begun = true;
    }

    private void printJson(PrintStream out) {
        StringBuilder text = new StringBuilder(begun ? "" : "[");
        String comma = begun && anyRow ? ",\n {" : "\n {";
        for (List<Object> row : rows) {
            text.append(comma);
            comma = ",\n {";
            anyRow = true;
            for (int i = 0; i < columns.size(); i++) {
                text.append(i > 0 ? "," : "");
                quote(columns.get(i), text);
                text.append(':');
                Object value = row.get(i);
                if (value == null || value instanceof Number || value instanceof Boolean) {
                    text.append(value);
                } else {
                    quote(value.toString(), text);
                }
            }
            text.append('}');
        }
        out.print(text);
    }

    /** A JSON string (RFC 8259 section 7). */
    private static void quote(String value, StringBuilder into) {
        into.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                into.append('\\').append(c);
            } else if (c < ' ') {
                into.append(String.format("\\u%04x", (int) c));
            } else {
                into.append(c);
            }
        }
        into.append('"');
    }

    private void printAligned(PrintStream out) {
        if (!begun) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = columns.get(i).length();
                for (List<Object> row : rows) {
                    widths[i] = Math.max(widths[i], Math.min(WIDEST, text(row.get(i)).length()));
                }
            }
            line(out, widths, columns);
        }
        rows.forEach(row -> line(out, widths, row));
    }

    private static void line(PrintStream out, int[] widths, List<?> values) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String text = text(values.get(i));
            line.append(text);
            if (i < widths.length - 1) {
                line.append(" ".repeat(Math.max(0, widths[i] - text.length()) + 2));
            }
        }
        out.println(line.toString().stripTrailing());
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString();
    }
}
