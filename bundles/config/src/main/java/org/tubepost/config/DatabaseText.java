// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import org.osgi.service.component.annotations.Component;
import org.tubepost.api.config.AliasDefinition;
import org.tubepost.api.config.DatabaseCompiler;
import org.tubepost.api.config.SourceLocation;

/**
 * Compiles the text form of a database: one entry a logical line, a key from column 1, blanks, and
 * the value; {@code !} in column 1 is a comment and a line that ends in a backslash goes on, as in
 * all files. A blank belongs to the key within double quotes or behind a backslash. Keys of a
 * database called {@code aliases} are names of the alias file, with or without its colon, and its
 * values are checked as right sides. Safe for use by several threads.
 */
@Component
public final class DatabaseText implements DatabaseCompiler {
    private static final int MAX_KEY = 1024;
    private static final int MAX_VALUE = 65_535;
    private static final int PROGRESS = 10_000;

    private final KeywordTable parameters = new KeywordTable("list-parameters.txt");

    @Override
    public Report compile(Path text, Path database, LongConsumer progress) throws IOException {
        Problems problems = new Problems();
        String file = text.getFileName().toString();
        try (BufferedReader lines = Files.newBufferedReader(text);
                DatabaseWriter writer = new DatabaseWriter(database)) {
            Reading reading = new Reading(file, isAliases(database), writer, problems, progress);
            reading.run(lines);
            boolean unique =
                    writer.finish(
                            (line, first) ->
                                    problems.error(
                                            new SourceLocation(file, line, 1),
                                            "the key stands on line " + first + " already"));
            if (unique && problems.errors() == 0) {
                writer.publish();
            }
            progress.accept(reading.entries);
            return new Report(reading.entries, problems.found());
        } catch (CharacterCodingException notUtf8) {
            problems.error(new SourceLocation(file, 1, 1), "file " + file + " is not UTF-8");
            return new Report(0, problems.found());
        }
    }

    /** True for the database whose values are aliases. */
    static boolean isAliases(Path database) {
        return database.getFileName().toString().startsWith("aliases.");
    }

    /** One pass through a text. */
    private final class Reading {
        private final String file;
        private final boolean aliases;
        private final DatabaseWriter writer;
        private final Problems problems;
        private final LongConsumer progress;
        private final AliasSyntax syntax;
        private long entries;
        private int number;

        Reading(
                String file,
                boolean aliases,
                DatabaseWriter writer,
                Problems problems,
                LongConsumer progress) {
            this.file = file;
            this.aliases = aliases;
            this.writer = writer;
            this.problems = problems;
            this.progress = progress;
            this.syntax = new AliasSyntax(parameters, AliasTargets.ListFiles.NONE, problems);
        }

        void run(BufferedReader lines) throws IOException {
            String text = lines.readLine();
            while (text != null) {
                number++;
                if (!text.startsWith("!")) {
                    SourceLine line = new SourceLine(file, number, SourceReader.strip(text));
                    while (text != null && SourceReader.continues(text)) {
                        text = lines.readLine();
                        number++;
                        if (text != null && !text.startsWith("!")) {
                            line.append(number, SourceReader.strip(text));
                        }
                    }
                    entry(line);
                }
                text = lines.readLine();
            }
        }

        private void entry(SourceLine line) throws IOException {
            if (line.isBlank()) {
                return;
            }
            String text = line.text();
            int gap = endOfKey(text);
            String key = unquoted(text.substring(0, gap));
            if (aliases && key.endsWith(":")) {
                key = key.substring(0, key.length() - 1);
            }
            int from = gap;
            while (from < text.length() && Character.isWhitespace(text.charAt(from))) {
                from++;
            }
            String value = text.substring(from).stripTrailing();
            if (!isSound(line, key, value)) {
                return;
            }
            if (aliases) {
                syntax.parse(key, text, from, line::at);
                key = AliasFile.key(key);
            }
            writer.add(key, aliases ? value : unquoted(value), line.at(0).line());
            if (++entries % PROGRESS == 0) {
                progress.accept(entries);
            }
        }

        private boolean isSound(SourceLine line, String key, String value) {
            if (line.isIndented() || key.isEmpty()) {
                problems.error(line.start(), "expected 'key value', the key in column 1");
            } else if (key.length() > MAX_KEY) {
                problems.error(line.start(), "key is longer than " + MAX_KEY + " characters");
            } else if (value.length() > MAX_VALUE) {
                problems.error(line.start(), "value is longer than " + MAX_VALUE + " characters");
            } else if (value.isEmpty()) {
                problems.error(line.start(), "key " + key + " has no value");
            } else if (aliases && !AliasFile.isName(key)) {
                problems.error(line.start(), "'" + key + "' is no name of an alias");
            } else {
                return true;
            }
            return false;
        }
    }

    /** A backslash takes the next character as it is, a quote those up to the next quote. */
    private static int endOfKey(String text) {
        boolean quoted = false;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                at++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && Character.isWhitespace(c)) {
                return at;
            }
            at++;
        }
        return text.length();
    }

    /** Without the backslashes before blanks; quotes stay, they belong to an address. */
    private static String unquoted(String text) {
        return text.indexOf('\\') < 0 ? text : text.replaceAll("\\\\([ \t])", "$1");
    }

    /** Finds and parses an entry of the alias database. */
    static Optional<AliasDefinition> alias(
            DatabaseFile database, KeywordTable parameters, String file, String name) {
        return database.entry(AliasFile.key(name))
                .map(
                        entry -> {
                            IntFunction<SourceLocation> places =
                                    at -> new SourceLocation(file, entry.line(), 1);
                            return new AliasSyntax(
                                            parameters, AliasTargets.ListFiles.NONE, new Problems())
                                    .parse(name, entry.value(), 0, places);
                        });
    }
}
