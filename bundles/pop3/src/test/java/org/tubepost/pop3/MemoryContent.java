// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Summary;
import org.tubepost.message.MessageScanner;

/** A content in memory that counts its references. */
record MemoryContent(byte[] octets, Summary summary, AtomicInteger open) implements Content {

    static MemoryContent of(String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        MessageScanner scanner = new MessageScanner();
        scanner.update(ByteBuffer.wrap(octets));
        return new MemoryContent(octets, scanner.finish(), new AtomicInteger(1));
    }

    @Override
    public long size() {
        return octets.length;
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel to) throws IOException {
        return to.write(ByteBuffer.wrap(octets, (int) from, (int) count));
    }

    @Override
    public int read(long from, ByteBuffer into) {
        if (from >= octets.length) {
            return -1;
        }
        int count = (int) Math.min(into.remaining(), octets.length - from);
        into.put(octets, (int) from, count);
        return count;
    }

    @Override
    public Content withHeader(ByteBuffer prefix) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Content retain() {
        open.incrementAndGet();
        return this;
    }

    @Override
    public void close() {
        open.decrementAndGet();
    }
}
