// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A sink as a channel, so that a content can be sent into it. */
final class SinkChannel implements WritableByteChannel {
    private final ContentSink sink;

    SinkChannel(ContentSink sink) {
        this.sink = sink;
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
