// SPDX-License-Identifier: Apache-2.0
package org.tubepost.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Summary;

/** A content whose octets are damaged on the disk: its facts are known, reading it fails. */
public final class UnreadableContent implements Content {
    private final MemoryContent lost;

    /** What the text would have been. */
    public UnreadableContent(String text) {
        this.lost = MemoryContent.of(text);
    }

    @Override
    public long size() {
        return lost.size();
    }

    @Override
    public Summary summary() {
        return lost.summary();
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel to) throws IOException {
        throw damaged();
    }

    @Override
    public int read(long from, ByteBuffer into) throws IOException {
        throw damaged();
    }

    private static IOException damaged() {
        return new IOException("the record is damaged");
    }

    @Override
    public Content withHeader(ByteBuffer prefix) {
        return this;
    }

    @Override
    public Content retain() {
        return this;
    }

    @Override
    public void close() {
        lost.close();
    }
}
