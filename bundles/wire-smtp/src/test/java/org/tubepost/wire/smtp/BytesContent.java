// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Summary;

/** Octets in memory, for tests; has no summary. */
final class BytesContent implements Content {
    private final byte[] octets;

    BytesContent(byte[] octets) {
        this.octets = octets.clone();
    }

    @Override
    public long size() {
        return octets.length;
    }

    @Override
    public Summary summary() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel to) throws IOException {
        return to.write(ByteBuffer.wrap(octets, (int) from, (int) count));
    }

    @Override
    public int read(long from, ByteBuffer into) {
        int length = (int) Math.min(into.remaining(), octets.length - from);
        into.put(octets, (int) from, length);
        return length;
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
        // Memory only.
    }
}
