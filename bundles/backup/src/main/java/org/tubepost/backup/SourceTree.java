// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.tubepost.backup.files.RegularFile;

/**
 * Walks through the directory that an import reads. It is a user's, who may have put symbolic links
 * there to files of others or of the server: none is followed, and those that stand where mail
 * would be are named.
 */
final class SourceTree {
    private final Intake intake;
    private final Set<Path> named = new HashSet<>();

    SourceTree(Intake intake) {
        this.intake = intake;
    }

    /** Directories in a directory, sorted. */
    List<Path> directories(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path entry : all(directory)) {
            // Programs have links of their own beside folders, to files that are no mail.
            if (Files.isDirectory(entry) && isDirectory(entry)) {
                found.add(entry);
            }
        }
        return found;
    }

    /** What is in a directory, sorted, without files that begin with a dot. */
    List<Path> entries(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path entry : all(directory)) {
            if (!entry.getFileName().toString().startsWith(".") && isNoLink(entry)) {
                found.add(entry);
            }
        }
        return found;
    }

    private List<Path> all(Path directory) throws IOException {
        intake.checkWanted();
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }

    /** True for a directory; a link to one is named. */
    boolean isDirectory(Path path) {
        return isNoLink(path) && Files.isDirectory(path, NOFOLLOW_LINKS);
    }

    private boolean isNoLink(Path path) {
        boolean link = Files.isSymbolicLink(path);
        if (link && named.add(path)) {
            intake.problem(path + " is a symbolic link, and not followed");
        }
        return !link;
    }

    /** Lines of a small file; none if it is not there. */
    List<String> lines(Path file) throws IOException {
        if (!RegularFile.isThere(file)) {
            return List.of();
        }
        if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
            if (isNoLink(file)) {
                intake.problem(file + " is no regular file");
            }
            return List.of();
        }
        try (InputStream from = RegularFile.open(file)) {
            return new String(from.readAllBytes(), UTF_8).lines().toList();
        }
    }
}
