// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Summary;

/** A message in memory, for tests. */
public final class BytesContent implements Content {
    private final byte[] octets;
    private final Summary summary;

    public BytesContent(byte[] octets) {
        this.octets = octets.clone();
        MessageScanner scanner = new MessageScanner();
        scanner.update(ByteBuffer.wrap(octets));
        this.summary = scanner.finish();
    }

    public static BytesContent of(String text) {
        return new BytesContent(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public long size() {
        return octets.length;
    }

    @Override
    public Summary summary() {
        return summary;
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel to) throws IOException {
        int length = (int) Math.min(count, octets.length - from);
        return to.write(ByteBuffer.wrap(octets, (int) from, Math.min(length, 1000)));
    }

    @Override
    public int read(long from, ByteBuffer into) {
        if (from >= octets.length) {
            return -1;
        }
        int length = (int) Math.min(into.remaining(), octets.length - from);
        into.put(octets, (int) from, length);
        return length;
    }

    @Override
    public Content withHeader(ByteBuffer prefix) {
        byte[] joined = new byte[prefix.remaining() + octets.length];
        prefix.duplicate().get(joined, 0, prefix.remaining());
        System.arraycopy(octets, 0, joined, prefix.remaining(), octets.length);
        return new BytesContent(joined);
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
