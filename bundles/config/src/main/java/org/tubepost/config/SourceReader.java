// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tubepost.api.config.SourceLocation;

/**
 * Reads a configuration file into logical lines: {@code !} in column 1 is a comment, a line that
 * ends in a backslash goes on in the next one, {@code <file} on a line of its own includes a file
 * (reference page mta-essentials). Names of files are relative to the folder and may not leave it.
 */
final class SourceReader {
    private static final int MAX_INCLUDE_DEPTH = 16;
    private static final int MAX_FILES = 1000;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final List<Path> folders;
    private final Problems problems;
    private final Map<Path, FileTime> used = new HashMap<>();
    private final Deque<String> open = new ArrayDeque<>();
    private int filesRead;

    /**
     * A reader.
     *
     * @param folders where to look for files, first one first
     */
    SourceReader(List<Path> folders, Problems problems) {
        this.folders = folders;
        this.problems = problems;
    }

    /** Logical lines of a file; none if it does not exist. */
    List<SourceLine> read(String file) {
        List<SourceLine> lines = new ArrayList<>();
        read(file, null, 0, lines);
        return lines;
    }

    /** True when the file exists in one of the folders. */
    boolean exists(String file) {
        boolean found = false;
        for (Path folder : folders) {
            Path path = folder.toAbsolutePath().normalize().resolve(file);
            note(path);
            found |= Files.isRegularFile(path);
        }
        return found;
    }

    /**
     * Every file that was looked for, present or not, with its time just before it was read: a
     * change to any of them makes a new generation.
     */
    Map<Path, FileTime> used() {
        return used;
    }

    /** Time of the last change; the epoch for a file that is not there. */
    static FileTime timeOf(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    private void note(Path path) {
        used.putIfAbsent(path, timeOf(path));
    }

    private void read(String file, SourceLocation includedFrom, int depth, List<SourceLine> into) {
        SourceLocation where = includedFrom == null ? new SourceLocation(file, 1, 1) : includedFrom;
        if (refused(file, where, depth)) {
            return;
        }
        List<String> raw = load(file, where);
        open.push(file);
        for (int i = 0; i < raw.size(); i++) {
            String text = raw.get(i);
            if (text.startsWith("!")) {
                continue;
            }
            SourceLine line = new SourceLine(file, i + 1, strip(text));
            while (continues(text) && i + 1 < raw.size()) {
                text = raw.get(++i);
                line.append(strip(text));
            }
            if (line.text().startsWith("<")) {
                read(line.text().substring(1).trim(), line.start(), depth + 1, into);
            } else {
                into.add(line);
            }
        }
        open.pop();
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
        for (Path folder : folders) {
            Path root = folder.toAbsolutePath().normalize();
            Path path;
            try {
                path = root.resolve(file).normalize();
            } catch (InvalidPathException impossible) {
                problems.error(where, "'" + file + "' is no name of a file");
                return List.of();
            }
            if (!path.startsWith(root)) {
                problems.error(where, "file " + file + " is outside the configuration folder");
                return List.of();
            }
            note(path);
            try {
                return withoutMark(Files.readAllLines(path));
            } catch (NoSuchFileException absent) {
                continue;
            } catch (MalformedInputException notUtf8) {
                problems.error(where, "file " + file + " is not UTF-8");
                return List.of();
            } catch (IOException unreadable) {
                problems.error(where, "cannot read " + file + ": " + unreadable.getMessage());
                return List.of();
            }
        }
        problems.error(where, "file " + file + " does not exist");
        return List.of();
    }

    private static List<String> withoutMark(List<String> lines) {
        if (!lines.isEmpty() && lines.get(0).startsWith(BYTE_ORDER_MARK)) {
            lines.set(0, lines.get(0).substring(BYTE_ORDER_MARK.length()));
        }
        return lines;
    }

    private static boolean continues(String text) {
        return text.endsWith("\\");
    }

    private static String strip(String text) {
        return continues(text) ? text.substring(0, text.length() - 1) : text;
    }
}
