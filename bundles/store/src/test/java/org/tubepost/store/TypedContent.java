// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Part;
import org.tubepost.api.message.Priority;
import org.tubepost.api.message.Summary;

/** A content of which the scanner found a media type. */
record TypedContent(BytesContent bytes, String mediaType) implements Content {
    @Override
    public long size() {
        return bytes.size();
    }

    @Override
    public Summary summary() {
        Part root = new Part(0, 0, size(), 1, mediaType, List.of(), Optional.empty());
        return new Summary(size(), 0, 10, false, false, false, 0, "", Priority.NORMAL, root);
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel to) throws IOException {
        return bytes.transferTo(from, count, to);
    }

    @Override
    public int read(long from, ByteBuffer into) {
        return bytes.read(from, into);
    }

    @Override
    public Content withHeader(ByteBuffer prefix) {
        return bytes.withHeader(prefix);
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
