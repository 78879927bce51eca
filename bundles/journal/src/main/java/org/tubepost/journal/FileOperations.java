// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file operations that can fail for reasons outside the program. A seam, so that tests can make
 * fsync fail, writes stop half way and volumes fill up; everything else is real.
 */
public interface FileOperations {

    /** The real operations. */
    FileOperations SYSTEM = new FileOperations() {};

    /** Most that is handed to the system at once from the heap, which Java copies first. */
    int HEAP_PIECE = 1 << 18;

    /** Writes all remaining octets at the channel's position. */
    default void write(FileChannel channel, ByteBuffer[] buffers) throws IOException {
        long left = 0;
        boolean large = false;
        for (ByteBuffer buffer : buffers) {
            left += buffer.remaining();
            large |= !buffer.isDirect() && buffer.remaining() > HEAP_PIECE;
        }
        if (large) {
            for (ByteBuffer buffer : buffers) {
                writePieces(channel, buffer);
            }
            return;
        }
        while (left > 0) {
            left -= channel.write(buffers);
        }
    }

    private static void writePieces(FileChannel channel, ByteBuffer buffer) throws IOException {
        int end = buffer.limit();
        while (buffer.position() < end) {
            buffer.limit((int) Math.min(end, (long) buffer.position() + HEAP_PIECE));
            channel.write(buffer);
        }
    }

    /** Forces a file's content to disk. */
    default void force(FileChannel channel) throws IOException {
        channel.force(false);
    }

    /** Forces the names in a directory to disk. */
    default void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Octets that can still be written to the volume. */
    default long usableSpace(Path directory) throws IOException {
        return directory.toFile().getUsableSpace();
    }
}
