// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Part;
import org.tubepost.api.message.Priority;
import org.tubepost.api.message.Summary;

/** A content in memory. */
record BytesContent(byte[] bytes) implements Content {

    static BytesContent of(String text) {
        return new BytesContent(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(Content content) throws IOException {
        return new String(content.newInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public Summary summary() {
        Part root = new Part(0, 0, bytes.length, 1, "text/plain", List.of(), Optional.empty());
        return new Summary(bytes.length, 0, 10, false, false, false, 0, "", Priority.NORMAL, root);
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel to) throws IOException {
        int n = (int) Math.min(count, bytes.length - from);
        return to.write(ByteBuffer.wrap(bytes, (int) from, n));
    }

    @Override
    public int read(long from, ByteBuffer into) {
        if (from >= bytes.length) {
            return -1;
        }
        int n = (int) Math.min(into.remaining(), bytes.length - from);
        into.put(bytes, (int) from, n);
        return n;
    }

    @Override
    public Content withHeader(ByteBuffer prefix) {
        byte[] all = new byte[prefix.remaining() + bytes.length];
        prefix.duplicate().get(all, 0, prefix.remaining());
        System.arraycopy(bytes, 0, all, all.length - bytes.length, bytes.length);
        return new BytesContent(all);
    }

    @Override
    public Content retain() {
        return this;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
