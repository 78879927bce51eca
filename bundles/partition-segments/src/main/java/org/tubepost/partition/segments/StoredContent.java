// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Summary;

/**
 * A content in this partition's journal, committed or sealed only. The segments that it lies in
 * stay readable until the last reference is closed, even if it is released or moved meanwhile.
 */
final class StoredContent implements Content {
    private final Stretches octets;
    private final Summary summary;
    private final References references;
    private final Sealing sealing;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** With the first reference; sealing is null for a committed content. */
    StoredContent(Stretches octets, Summary summary, References references, Sealing sealing) {
        this.octets = octets;
        this.summary = summary;
        this.references = references;
        this.sealing = sealing;
    }

    /** What has to be committed; null if it is. */
    Sealing sealing() {
        return sealing;
    }

    @Override
    public long size() {
        return octets.size();
    }

    @Override
    public Summary summary() {
        return summary;
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel to) throws IOException {
        open();
        return octets.transferTo(from, count, to);
    }

    @Override
    public int read(long from, ByteBuffer into) throws IOException {
        open();
        return octets.read(from, into);
    }

    private void open() throws IOException {
        if (closed.get()) {
            throw new IOException("content was closed");
        }
    }

    @Override
    public Content withHeader(ByteBuffer prefix) {
        return new PrefixedContent(prefix.slice(), retain());
    }

    @Override
    public Content retain() {
        references.retain();
        return new StoredContent(octets, summary, references, sealing);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            references.release();
        }
    }
}
