// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.tubepost.api.config.SourceLocation;

/**
 * Reads a configuration file into logical lines: {@code !} in column 1 is a comment, also between
 * the pieces of a continued line; a line that ends in a backslash goes on in the next one; {@code
 * <file} on a line of its own includes a file (reference page mta-essentials, "imta.cnf"). Where
 * files are is the matter of {@link SourceFiles}. Not safe for use by several threads.
 */
final class SourceReader {
    private static final int MAX_INCLUDE_DEPTH = 16;
    private static final int MAX_FILES = 1000;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final SourceFiles files;
    private final Problems problems;
    private final Deque<String> open = new ArrayDeque<>();
    private String markers = "<";
    private int filesRead;

    /** A reader of files that tells what is wrong with them. */
    SourceReader(SourceFiles files, Problems problems) {
        this.files = files;
        this.problems = problems;
    }

    /** Logical lines of a file; none if it does not exist. */
    List<SourceLine> read(String file) {
        return read(file, "<", new SourceLocation(file, 1, 1));
    }

    /**
     * Logical lines of a file.
     *
     * @param includeMarkers a line that begins with one of these characters includes a file
     * @param namedAt where the name of the file stands, for the problem that it does not exist
     */
    List<SourceLine> read(String file, String includeMarkers, SourceLocation namedAt) {
        List<SourceLine> lines = new ArrayList<>();
        markers = includeMarkers;
        filesRead = 0;
        read(SourceFiles.plain(file), namedAt, 0, lines);
        return lines;
    }

    /** True when the file exists. */
    boolean exists(String file) {
        return files.exists(file);
    }

    private void read(String file, SourceLocation where, int depth, List<SourceLine> into) {
        if (refused(file, where, depth)) {
            return;
        }
        List<String> raw = load(file, where);
        open.push(file);
        int at = 0;
        while (at < raw.size()) {
            String text = raw.get(at++);
            if (text.startsWith("!")) {
                continue;
            }
            SourceLine line = new SourceLine(file, at, strip(text));
            while (continues(text) && at < raw.size()) {
                String next = raw.get(at++);
                if (!next.startsWith("!")) {
                    text = next;
                    line.append(at, strip(text));
                }
            }
            if (isInclude(line.text())) {
                read(included(line.text()), line.start(), depth + 1, into);
            } else {
                into.add(line);
            }
        }
        open.pop();
    }

    private boolean isInclude(String text) {
        // A line <user@host> is an address in the file of a list.
        return !text.isEmpty()
                && markers.indexOf(text.charAt(0)) >= 0
                && !text.stripTrailing().endsWith(">");
    }

    /** The name behind the marker; {@code @include file} is another way to write it. */
    private static String included(String text) {
        String name = text.substring(1).strip();
        boolean spelledOut = text.charAt(0) == '@' && name.matches("(?i)include\\s.*");
        return SourceFiles.plain(spelledOut ? name.substring("include".length()) : name);
    }

    private boolean refused(String file, SourceLocation where, int depth) {
        if (open.contains(file)) {
            problems.error(where, "file " + file + " includes itself");
        } else if (depth > MAX_INCLUDE_DEPTH) {
            problems.error(
                    where, "files include each other more than " + MAX_INCLUDE_DEPTH + " deep");
        } else if (++filesRead > MAX_FILES) {
            problems.error(where, "configuration includes more than " + MAX_FILES + " files");
        } else {
            return false;
        }
        return true;
    }

    private List<String> load(String file, SourceLocation where) {
        try {
            for (Path path : files.candidates(file)) {
                try {
                    return withoutMark(Files.readAllLines(path));
                } catch (NoSuchFileException absent) {
                    continue;
                } catch (CharacterCodingException notUtf8) {
                    problems.error(where, "file " + file + " is not UTF-8");
                    return List.of();
                }
            }
            problems.error(where, "file " + file + " does not exist");
        } catch (SourceFiles.RefusedNameException refused) {
            problems.error(where, refused.getMessage());
        } catch (IOException unreadable) {
            problems.error(where, "cannot read " + file + ": " + unreadable.getMessage());
        }
        return List.of();
    }

    private static List<String> withoutMark(List<String> lines) {
        if (!lines.isEmpty() && lines.get(0).startsWith(BYTE_ORDER_MARK)) {
            lines.set(0, lines.get(0).substring(BYTE_ORDER_MARK.length()));
        }
        return lines;
    }

    static boolean continues(String text) {
        return text.endsWith("\\");
    }

    static String strip(String text) {
        return continues(text) ? text.substring(0, text.length() - 1) : text;
    }
}
