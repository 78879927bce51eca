// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.util.function.LongConsumer;
import org.apache.mina.core.file.FileRegion;
import org.tubepost.api.message.Content;

/**
 * A stretch of a content in MINA's write queue. It poses as a region of a file, so that MINA waits
 * for the socket; {@link SocketProcessor} lets the content write itself, from file to socket.
 */
final class ContentRegion implements FileRegion {
    private final Content content;
    private final LongConsumer progress;
    private long position;
    private long remaining;
    private long written;

    ContentRegion(Content content, long from, long count, LongConsumer progress) {
        this.content = content;
        this.position = from;
        this.remaining = count;
        this.progress = progress;
    }

    int transferTo(SocketChannel channel, int atMost) throws IOException {
        long sent = content.transferTo(position, Math.min(atMost, remaining), channel);
        if (sent == 0 && content.read(position, ByteBuffer.allocate(1)) < 1) {
            throw new IOException("content ends before octet " + (position + remaining));
        }
        return (int) sent;
    }

    @Override
    public FileChannel getFileChannel() {
        throw new UnsupportedOperationException("a content has no file of its own");
    }

    @Override
    public long getPosition() {
        return position;
    }

    @Override
    public void update(long amount) {
        position += amount;
        remaining -= amount;
        written += amount;
        progress.accept(amount);
    }

    @Override
    public long getRemainingBytes() {
        return remaining;
    }

    @Override
    public long getWrittenBytes() {
        return written;
    }

    @Override
    public String getFilename() {
        return null;
    }
}
