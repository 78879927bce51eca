// SPDX-License-Identifier: Apache-2.0
package org.tubepost.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Part;
import org.tubepost.api.message.Priority;
import org.tubepost.api.message.Summary;

/**
 * A content in memory that counts its references and refuses to be read when all are closed, so
 * that a plug-in which keeps what it was lent is found out. Its summary knows header and body only.
 */
public final class MemoryContent implements Content {
    private final byte[] octets;
    private final Summary summary;
    private final AtomicInteger references;
    private boolean closed;

    private MemoryContent(byte[] octets, Summary summary, AtomicInteger references) {
        this.octets = octets;
        this.summary = summary;
        this.references = references;
        references.incrementAndGet();
    }

    /** A content with these octets. */
    public static MemoryContent of(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        int blank = text.indexOf("\r\n\r\n");
        int body = blank < 0 ? octets.length : blank + 4;
        Part root =
                new Part(
                        0,
                        body,
                        octets.length,
                        text.substring(body).lines().count(),
                        "text/plain",
                        List.of(),
                        Optional.empty());
        boolean eightBit = text.substring(body).chars().anyMatch(c -> c > 127);
        int longest = text.lines().mapToInt(String::length).max().orElse(0);
        Summary summary =
                new Summary(
                        octets.length,
                        body,
                        longest,
                        eightBit,
                        false,
                        false,
                        0,
                        "",
                        Priority.NORMAL,
                        root);
        return new MemoryContent(octets.clone(), summary, new AtomicInteger());
    }

    /** A content with this text in UTF-8. */
    public static MemoryContent of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The octets of any content. */
    public static byte[] octets(Content content) throws IOException {
        return content.newInputStream().readAllBytes();
    }

    /** References that are open, this one included. */
    public int references() {
        return references.get();
    }

    private void checkOpen() {
        if (references.get() <= 0) {
            throw new IllegalStateException("content is used after its last reference was closed");
        }
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
        checkOpen();
        int most = (int) Math.min(count, octets.length - from);
        return to.write(ByteBuffer.wrap(octets, (int) from, most));
    }

    @Override
    public int read(long from, ByteBuffer into) {
        checkOpen();
        if (from >= octets.length) {
            return -1;
        }
        int count = (int) Math.min(into.remaining(), octets.length - from);
        into.put(octets, (int) from, count);
        return count;
    }

    @Override
    public Content withHeader(ByteBuffer prefix) {
        checkOpen();
        byte[] all = new byte[prefix.remaining() + octets.length];
        prefix.duplicate().get(all, 0, prefix.remaining());
        System.arraycopy(octets, 0, all, prefix.remaining(), octets.length);
        return new MemoryContent(all, summary.prefixed(prefix.remaining(), 0), references);
    }

    @Override
    public Content retain() {
        checkOpen();
        return new MemoryContent(octets, summary, references);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            references.decrementAndGet();
        }
    }
}
