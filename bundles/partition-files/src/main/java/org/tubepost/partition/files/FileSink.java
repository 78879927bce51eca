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
import org.tubepost.journal.PieceBuffer;

/**
 * Takes a message that is coming in. Up to {@value #PIECE} octets wait in memory, so that most
 * messages are written, with their trailer, in one operation.
 */
final class FileSink implements ContentSink {
    private static final int PIECE = 64 * 1024;

    private final FileOperations operations;
    private final Path path;
    private final CRC32C checksum = new CRC32C();
    private final PieceBuffer buffer;
    private FileChannel channel;
    private boolean done;

    /**
     * With nothing.
     *
     * @param path of a file that does not exist yet
     */
    FileSink(FileOperations operations, Path path, long expectedSize) {
        this.operations = operations;
        this.path = path;
        this.buffer = new PieceBuffer(PIECE, expectedSize, this::append);
    }

    @Override
    public void write(ByteBuffer slice) throws IOException {
        if (done) {
            throw new IOException("sink was closed");
        }
        buffer.put(slice);
    }

    private void append(ByteBuffer piece) throws IOException {
        checksum.update(piece.duplicate());
        operations.write(channel(), new ByteBuffer[] {piece});
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
        return buffer.size();
    }

    @Override
    public Content seal(Summary summary) throws IOException {
        return new FileContent(sealed(summary));
    }

    /** The file, whole and not durable. */
    MessageFile sealed(Summary summary) throws IOException {
        if (done || summary.size() != buffer.size()) {
            throw new IOException("sealed twice, or with a summary of something else");
        }
        ByteBuffer rest = buffer.rest();
        checksum.update(rest.duplicate());
        Trailer trailer = new Trailer(summary, (int) checksum.getValue());
        operations.write(channel(), new ByteBuffer[] {rest, trailer.encode()});
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
