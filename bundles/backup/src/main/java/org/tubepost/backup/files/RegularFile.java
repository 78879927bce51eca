// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.files;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Opens files of a directory that belongs to a user. A symbolic link there may lead to what this
 * process may read and that user may not, and to open a pipe may take for ever: so nothing but a
 * regular file is opened.
 */
public final class RegularFile {
    private RegularFile() {}

    /**
     * Opens a file; the caller closes it.
     *
     * @throws NoSuchFileException if there is nothing of that name
     * @throws IOException if it is something else
     */
    public static InputStream open(Path file) throws IOException {
        check(file);
        return Files.newInputStream(file, NOFOLLOW_LINKS);
    }

    /**
     * Opens a file that is read here and there; the caller closes it.
     *
     * @throws NoSuchFileException if there is nothing of that name
     * @throws IOException if it is something else
     */
    public static FileChannel channel(Path file) throws IOException {
        check(file);
        return FileChannel.open(file, StandardOpenOption.READ, NOFOLLOW_LINKS);
    }

    /** True if there is something of that name, be it a file or not. */
    public static boolean isThere(Path file) {
        return Files.exists(file, NOFOLLOW_LINKS);
    }

    private static void check(Path file) throws IOException {
        BasicFileAttributes is =
                Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
        if (is.isSymbolicLink()) {
            throw new IOException(file + " is a symbolic link, and not followed");
        }
        if (!is.isRegularFile()) {
            throw new IOException(file + " is no regular file");
        }
    }
}
