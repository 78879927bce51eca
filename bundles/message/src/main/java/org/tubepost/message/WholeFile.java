// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.tubepost.api.message.Content;

/**
 * Writes a file that is there whole or not at all, also after a crash: under another name, synced,
 * renamed, the folder synced. Only the server's user may read it. A file of the same name is
 * replaced. What a crash leaves behind ends in {@value #UNFINISHED}.
 */
public final class WholeFile {
    /** End of the names of files that are not complete. */
    public static final String UNFINISHED = ".tmp";

    private WholeFile() {}

    /** Writes what is to stand in the file. */
    public interface Body {

        /** Writes all of it. */
        void writeTo(WritableByteChannel channel) throws IOException;
    }

    /**
     * Writes a file; missing folders are made.
     *
     * @throws IOException if it could not be made durable; it is not there then
     */
    public static void write(Path file, Body body) throws IOException {
        Path folder = folder(file.toAbsolutePath().getParent());
        Path unfinished =
                Files.createTempFile(
                        folder,
                        file.getFileName().toString(),
                        UNFINISHED,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                body.writeTo(channel);
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        sync(folder);
    }

    /** Writes all octets of a content, from file to file where the system can. */
    public static void copy(Content content, WritableByteChannel to) throws IOException {
        for (long at = 0; at < content.size(); ) {
            long took = content.transferTo(at, content.size() - at, to);
            if (took <= 0) {
                throw new IOException("content ends too early");
            }
            at += took;
        }
    }

    /** Writes all octets of a buffer. */
    public static void put(ByteBuffer octets, WritableByteChannel to) throws IOException {
        while (octets.hasRemaining()) {
            to.write(octets);
        }
    }

    /** Makes a folder and those above it, durably. */
    private static Path folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Path parent = folder(folder.getParent());
            Files.createDirectories(folder);
            sync(parent);
        }
        return folder;
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
