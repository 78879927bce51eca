// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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
    private final Path root;
    private final Intake intake;
    private final Set<Path> named = new HashSet<>();

    SourceTree(Path root, Intake intake) {
        this.root = root;
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
        try {
            return MailSource.read(() -> listed(directory));
        } catch (UnreadableMailException lost) {
            if (directory.equals(root)) {
                throw lost;
            }
            intake.problem(directory + ": " + lost.getMessage());
            return List.of();
        }
    }

    private static List<Path> listed(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    /** True for a directory; a link to one is named, and what may not be looked at. */
    boolean isDirectory(Path path) {
        try {
            return isNoLink(path)
                    && Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS)
                            .isDirectory();
        } catch (AccessDeniedException hidden) {
            if (named.add(path)) {
                intake.problem("no permission to look at " + path);
            }
            return false;
        } catch (IOException absent) {
            return false;
        }
    }

    private boolean isNoLink(Path path) {
        boolean link = Files.isSymbolicLink(path);
        if (link && named.add(path)) {
            intake.problem(path + " is a symbolic link, and not followed");
        }
        return !link;
    }

    /** Lines of a small file; none if it is not there, or is named since it cannot be read. */
    List<String> lines(Path file) throws IOException {
        try {
            return neededLines(file);
        } catch (UnreadableMailException lost) {
            intake.problem(lost.getMessage());
            return List.of();
        }
    }

    /**
     * Lines of a small file; none if it is not there.
     *
     * @throws UnreadableMailException if it is there and cannot be read
     */
    static List<String> neededLines(Path file) throws IOException {
        if (!RegularFile.isThere(file)) {
            return List.of();
        }
        try (InputStream octets = MailSource.read(() -> RegularFile.open(file));
                InputStream from = MailSource.of(octets)) {
            return new String(from.readAllBytes(), UTF_8).lines().toList();
        } catch (UnreadableMailException lost) {
            throw new UnreadableMailException(file + ": " + lost.getMessage());
        }
    }
}
