// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the files of a configuration are: in a folder, or for a check in files and folders that
 * stand before it. Names are relative and may not lead out of their folder; the seed's {@code
 * IMTA_TABLE:} in front of a name is this folder, too. Remembers every file that was looked for
 * with its state before it was read: a change to any of them makes a new generation.
 */
final class SourceFiles {
    private static final String TABLE = "IMTA_TABLE:";

    private final List<Path> places;
    private final Map<Path, FileStamp> used = new HashMap<>();

    /** A name that no file of a configuration can have. */
    static final class RefusedNameException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedNameException(String message) {
            super(message);
        }
    }

    /**
     * The files of a configuration.
     *
     * @param places folders, and files that stand in for those of their name; first one first
     */
    SourceFiles(List<Path> places) {
        this.places = places.stream().map(p -> p.toAbsolutePath().normalize()).toList();
    }

    /** A name without blanks around it and without the prefix of the seed's tables. */
    static String plain(String name) {
        String plain = name.strip();
        return plain.regionMatches(true, 0, TABLE, 0, TABLE.length())
                ? plain.substring(TABLE.length()).strip()
                : plain;
    }

    /**
     * Where a file may be, first one first.
     *
     * @throws RefusedNameException if no file can have that name, or it is outside
     */
    List<Path> candidates(String file) throws RefusedNameException {
        List<Path> paths = new ArrayList<>();
        for (Path place : places) {
            Path path = within(place, file);
            if (path != null) {
                used.computeIfAbsent(path, FileStamp::of);
                paths.add(path);
            }
        }
        return paths;
    }

    /** The first that is there. */
    Optional<Path> find(String file) {
        try {
            return candidates(file).stream().filter(Files::isRegularFile).findFirst();
        } catch (RefusedNameException refused) {
            return Optional.empty();
        }
    }

    /** True when the file exists in one of the places. */
    boolean exists(String file) {
        return find(file).isPresent();
    }

    /** Every file that was looked for, present or not, with its state just before it was read. */
    Map<Path, FileStamp> used() {
        return used;
    }

    private static Path within(Path place, String file) throws RefusedNameException {
        try {
            if (!Files.isDirectory(place)) {
                Path name = Path.of(file).getFileName();
                return name != null && name.equals(place.getFileName()) ? place : null;
            }
            Path path = place.resolve(file).normalize();
            if (!path.startsWith(place)) {
                throw new RefusedNameException(
                        "file " + file + " is outside the configuration folder");
            }
            return path;
        } catch (InvalidPathException impossible) {
            throw new RefusedNameException("'" + file + "' is no name of a file");
        }
    }
}
