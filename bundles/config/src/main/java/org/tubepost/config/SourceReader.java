// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tubepost.api.config.SourceLocation;

/**
 * Reads a configuration file into logical lines: {@code !} in column 1 is a comment, a line that
 * ends in a backslash goes on in the next one, {@code <file} on a line of its own includes a file
 * (reference page mta-essentials). Names of files are relative to the folder and may not leave it.
 */
final class SourceReader {
    private static final int MAX_INCLUDE_DEPTH = 16;

    private final List<Path> folders;
    private final Problems problems;
    private final Set<Path> used = new HashSet<>();

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
        return folders.stream().anyMatch(f -> Files.isRegularFile(f.resolve(file)));
    }

    /** Every file that was read. */
    Set<Path> used() {
        return used;
    }

    private void read(String file, SourceLocation includedFrom, int depth, List<SourceLine> into) {
        SourceLocation where = includedFrom == null ? new SourceLocation(file, 1, 1) : includedFrom;
        if (depth > MAX_INCLUDE_DEPTH) {
            problems.error(where, "files include each other more than " + depth + " deep");
            return;
        }
        List<String> raw = load(file, where);
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
    }

    private List<String> load(String file, SourceLocation where) {
        for (Path folder : folders) {
            Path root = folder.toAbsolutePath().normalize();
            Path path = root.resolve(file).normalize();
            if (!path.startsWith(root)) {
                problems.error(where, "file " + file + " is outside the configuration folder");
                return List.of();
            }
            try {
                List<String> lines = Files.readAllLines(path);
                used.add(path);
                return lines;
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

    private static boolean continues(String text) {
        return text.endsWith("\\");
    }

    private static String strip(String text) {
        return continues(text) ? text.substring(0, text.length() - 1) : text;
    }
}
