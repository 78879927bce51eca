// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Summary;

/** A file as a content that counts its references. */
public final class FileContent implements Content {
    /** Open references. */
    public final AtomicInteger references = new AtomicInteger(1);

    private final FileChannel file;

    /** Opens a file. */
    public FileContent(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.READ);
    }

    @Override
    public long size() {
        try {
            return file.size();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public Summary summary() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel to) throws IOException {
        return file.transferTo(from, count, to);
    }

    @Override
    public int read(long from, ByteBuffer into) throws IOException {
        return file.read(into, from);
    }

    @Override
    public Content withHeader(ByteBuffer prefix) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Content retain() {
        references.incrementAndGet();
        return this;
    }

    @Override
    public void close() {
        references.decrementAndGet();
    }
}
