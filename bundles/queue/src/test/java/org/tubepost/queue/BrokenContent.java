// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Summary;

/** A content of ten octets that nobody can read. */
final class BrokenContent implements Content {
    @Override
    public long size() {
        return 10;
    }

    @Override
    public Summary summary() {
        return QueueFixture.summary(10);
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel to) throws IOException {
        throw new IOException("unreadable");
    }

    @Override
    public int read(long from, ByteBuffer into) throws IOException {
        throw new IOException("unreadable");
    }

    @Override
    public Content withHeader(ByteBuffer prefix) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Content retain() {
        return this;
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
