// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.tubepost.api.message.Content;

/** A sink as a channel, so that a content can be sent into it. */
final class SinkChannel implements WritableByteChannel {
    private final SegmentSink sink;

    private SinkChannel(SegmentSink sink) {
        this.sink = sink;
    }

    /** Sends a whole content into a sink. */
    static void copy(Content content, SegmentSink sink) throws IOException {
        SinkChannel channel = new SinkChannel(sink);
        long size = content.size();
        for (long at = 0; at < size; ) {
            long sent = content.transferTo(at, size - at, channel);
            if (sent <= 0) {
                throw new IOException("content ends at " + at + " of " + size);
            }
            at += sent;
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int count = source.remaining();
        sink.write(source);
        return count;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // The sink is closed by who opened it.
    }
}
