// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tubepost.api.config.SourceLocation;

/**
 * The compiled databases beside the configuration files. A file that has not changed is mapped and
 * checked once, however many generations hold it; it goes with the last of them. Safe for use by
 * several threads.
 */
final class DatabaseFiles {
    static final List<String> NAMES = List.of("general", "aliases", "reverse", "forward");
    static final String SUFFIX = ".db";
    static final String TEXT_SUFFIX = ".txt";

    private final Map<Path, Opened> opened = new HashMap<>();

    private record Opened(FileStamp stamp, WeakReference<DatabaseFile> database) {}

    /** The databases that exist, by name; what is wrong with one is told. */
    Map<String, DatabaseFile> read(SourceFiles files, Problems problems) {
        Map<String, DatabaseFile> found = new HashMap<>();
        for (String name : NAMES) {
            Optional<Path> database = files.find(name + SUFFIX);
            Optional<Path> text = files.find(name + TEXT_SUFFIX);
            SourceLocation where = new SourceLocation(name + SUFFIX, 1, 1);
            if (database.isPresent()) {
                open(database.get(), where, problems).ifPresent(d -> found.put(name, d));
                text.filter(t -> isNewer(t, database.get()))
                        .ifPresent(
                                t ->
                                        problems.warning(
                                                where,
                                                name
                                                        + TEXT_SUFFIX
                                                        + " is newer than the database; compile"
                                                        + " it"));
            } else if (text.isPresent()) {
                problems.warning(
                        new SourceLocation(name + TEXT_SUFFIX, 1, 1),
                        "database " + name + " is not compiled, so nothing reads this file");
            }
        }
        return found;
    }

    private synchronized Optional<DatabaseFile> open(
            Path path, SourceLocation where, Problems problems) {
        FileStamp stamp = FileStamp.of(path);
        Opened known = opened.get(path);
        DatabaseFile database =
                known != null && known.stamp().equals(stamp) ? known.database().get() : null;
        if (database == null) {
            try {
                database = DatabaseFile.open(path);
            } catch (IOException unsound) {
                problems.error(
                        where,
                        "database "
                                + path.getFileName()
                                + " "
                                + unsound.getMessage()
                                + "; compile it again");
                return Optional.empty();
            }
            opened.put(path, new Opened(stamp, new WeakReference<>(database)));
        }
        return Optional.of(database);
    }

    private static boolean isNewer(Path text, Path database) {
        return text.toFile().lastModified() > database.toFile().lastModified();
    }
}
