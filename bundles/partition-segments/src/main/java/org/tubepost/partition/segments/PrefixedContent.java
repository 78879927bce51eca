// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Summary;

/** A content behind some header fields. Holds a reference to the content. */
final class PrefixedContent implements Content {
    private final ByteBuffer prefix;
    private final Content content;

    /** Takes over the reference. */
    PrefixedContent(ByteBuffer prefix, Content content) {
        this.prefix = prefix.asReadOnlyBuffer();
        this.content = content;
    }

    @Override
    public long size() {
        return prefix.remaining() + content.size();
    }

    @Override
    public Summary summary() {
        return content.summary().prefixed(prefix.remaining(), receivedFields());
    }

    private int receivedFields() {
        String text = StandardCharsets.ISO_8859_1.decode(prefix.duplicate()).toString();
        int count = 0;
        for (String line : text.split("\r\n")) {
            count += line.toLowerCase(Locale.ROOT).startsWith("received:") ? 1 : 0;
        }
        return count;
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel to) throws IOException {
        int length = prefix.remaining();
        if (from >= length) {
            return content.transferTo(from - length, count, to);
        }
        int mine = (int) Math.min(count, length - from);
        long done = to.write(prefix.slice((int) from, mine));
        return done < mine || done == count ? done : done + content.transferTo(0, count - done, to);
    }

    @Override
    public int read(long from, ByteBuffer into) throws IOException {
        int length = prefix.remaining();
        if (from >= length) {
            return content.read(from - length, into);
        }
        int mine = (int) Math.min(into.remaining(), length - from);
        into.put(prefix.slice((int) from, mine));
        int more = into.hasRemaining() ? content.read(0, into) : 0;
        return mine + Math.max(0, more);
    }

    @Override
    public Content withHeader(ByteBuffer more) {
        ByteBuffer both = ByteBuffer.allocate(more.remaining() + prefix.remaining());
        both.put(more.duplicate()).put(prefix.duplicate()).flip();
        return new PrefixedContent(both, content.retain());
    }

    @Override
    public Content retain() {
        return new PrefixedContent(prefix.duplicate(), content.retain());
    }

    @Override
    public void close() {
        content.close();
    }
}
