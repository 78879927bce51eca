// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.tubepost.journal.FileOperations;

/** A disk that does as it is told, and remembers what was forced in which order. */
final class FaultyDisk implements FileOperations {
    final List<String> log = new CopyOnWriteArrayList<>();
    volatile boolean failWrite;
    volatile boolean failForce;
    volatile boolean failForceDirectory;
    volatile long usable = 1L << 40;

    @Override
    public void write(FileChannel channel, ByteBuffer[] buffers) throws IOException {
        if (failWrite) {
            channel.write(ByteBuffer.allocate(10));
            throw new IOException("No space left on device");
        }
        FileOperations.super.write(channel, buffers);
    }

    @Override
    public void force(FileChannel channel) throws IOException {
        log.add("file");
        if (failForce) {
            throw new IOException("Input/output error");
        }
        FileOperations.super.force(channel);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        log.add(directory.getFileName().toString());
        if (failForceDirectory) {
            throw new IOException("Input/output error");
        }
        FileOperations.super.forceDirectory(directory);
    }

    @Override
    public long usableSpace(Path directory) {
        return usable;
    }
}
