// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.message.Summary;
import org.tubepost.journal.FileOperations;

/**
 * Takes a message that is coming in. Up to {@value #PIECE} octets wait in memory, so that most
 * messages are written, with their trailer, in one operation.
 */
final class FileSink implements ContentSink {
    private static final int PIECE = 64 * 1024;
    private static final int SMALLEST = 4096;

    private final FileOperations operations;
    private final Path path;
    private final CRC32C checksum = new CRC32C();
    private ByteBuffer buffer;
    private FileChannel channel;
    private long size;
    private boolean done;

    /**
     * With nothing.
     *
     * @param path of a file that does not exist yet
     */
    FileSink(FileOperations operations, Path path, long expectedSize) {
        this.operations = operations;
        this.path = path;
        this.buffer = ByteBuffer.allocate((int) Math.max(SMALLEST, Math.min(PIECE, expectedSize)));
    }

    @Override
    public void write(ByteBuffer slice) throws IOException {
        if (done) {
            throw new IOException("sink was closed");
        }
        while (slice.hasRemaining()) {
            if (!buffer.hasRemaining()) {
                makeRoom();
            }
            int count = Math.min(slice.remaining(), buffer.remaining());
            buffer.put(slice.slice(slice.position(), count));
            slice.position(slice.position() + count);
            size += count;
        }
    }

    private void makeRoom() throws IOException {
        if (buffer.capacity() < PIECE) {
            int capacity = Math.min(PIECE, buffer.capacity() * 2);
            buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
            return;
        }
        checksum.update(buffer.flip().duplicate());
        operations.write(channel(), new ByteBuffer[] {buffer});
        buffer.clear();
    }

    private FileChannel channel() throws IOException {
        if (channel == null) {
            channel =
                    FileChannel.open(
                            path,
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
        }
        return channel;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Content seal(Summary summary) throws IOException {
        return new FileContent(sealed(summary));
    }

    /** The file, whole and not durable. */
    MessageFile sealed(Summary summary) throws IOException {
        if (done || summary.size() != size) {
            throw new IOException("sealed twice, or with a summary of something else");
        }
        checksum.update(buffer.flip().duplicate());
        Trailer trailer = new Trailer(summary, (int) checksum.getValue());
        operations.write(channel(), new ByteBuffer[] {buffer, trailer.encode()});
        done = true;
        return new MessageFile(channel, trailer, path, false);
    }

    @Override
    public void close() {
        if (done) {
            return;
        }
        done = true;
        if (channel != null) {
            try {
                channel.close();
                Files.deleteIfExists(path);
            } catch (IOException leftForTheNextStart) {
                FilesPartition.LOG.warn("{} is left until the next start", path);
            }
        }
    }
}
