// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A stretch of a {@link Content} as a stream. Used by one thread. */
final class ContentInputStream extends InputStream {
    private final Content content;
    private final long end;
    private long next;

    ContentInputStream(Content content, long from, long to) {
        this.content = content;
        this.next = from;
        this.end = Math.min(to, content.size());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (next >= end) {
            return -1;
        }
        int wanted = (int) Math.min(length, end - next);
        int got = content.read(next, ByteBuffer.wrap(into, offset, wanted));
        if (got > 0) {
            next += got;
        }
        return got;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, end - next));
        next += skipped;
        return skipped;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, end - next);
    }
}
