// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.SplicedContent;
import org.tubepost.api.message.Summary;

/** A message's octets in its file: a reference to the file, sent from there without a copy. */
final class FileContent implements Content {
    private final MessageFile file;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Takes over one use of the file. */
    FileContent(MessageFile file) {
        this.file = file;
    }

    MessageFile file() {
        return file;
    }

    @Override
    public long size() {
        return summary().size();
    }

    @Override
    public Summary summary() {
        return file.trailer().summary();
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel to) throws IOException {
        checkOpen();
        return file.channel().transferTo(from, Math.min(count, size() - from), to);
    }

    @Override
    public int read(long from, ByteBuffer into) throws IOException {
        checkOpen();
        if (from >= size()) {
            return -1;
        }
        int wanted = (int) Math.min(into.remaining(), size() - from);
        ByteBuffer part = into.slice(into.position(), wanted);
        while (part.hasRemaining()) {
            if (file.channel().read(part, from + part.position()) < 0) {
                throw new IOException("content ends too early");
            }
        }
        into.position(into.position() + wanted);
        return wanted;
    }

    private void checkOpen() throws IOException {
        if (closed.get()) {
            throw new IOException("content was closed");
        }
    }

    @Override
    public Content withHeader(ByteBuffer prefix) {
        return SplicedContent.of(
                this,
                List.of(new SplicedContent.Stretch(prefix.slice(), 0, size())),
                summary().prefixed(prefix));
    }

    @Override
    public Content retain() {
        file.retain();
        return new FileContent(file);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            file.release();
        }
    }
}
