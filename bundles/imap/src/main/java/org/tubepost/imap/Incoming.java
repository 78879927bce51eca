// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.message.MessageScanner;
import org.tubepost.wire.imap.LiteralTarget;

/** A message on its way into the store, from one or several pieces. */
final class Incoming implements LiteralTarget {
    private final ContentSink sink;
    private final MessageScanner scanner = new MessageScanner();
    private Optional<IOException> failure = Optional.empty();
    private int pieces;

    Incoming(ContentSink sink) {
        this.sink = sink;
    }

    @Override
    public void write(ByteBuffer slice) {
        if (failure.isPresent()) {
            return;
        }
        try {
            scanner.update(slice.duplicate());
            sink.write(slice);
        } catch (IOException refused) {
            failure = Optional.of(refused);
        }
    }

    /** Takes what the server itself has. */
    void copy(InputStream from) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            write(ByteBuffer.wrap(buffer, 0, read));
        }
    }

    /** Pieces of the message that are in it, or are coming in. */
    int pieces() {
        return pieces;
    }

    void pieceBegun() {
        pieces++;
    }

    /** Octets so far. */
    long size() {
        return sink.size();
    }

    Content seal() throws IOException {
        if (failure.isPresent()) {
            throw failure.get();
        }
        return sink.seal(scanner.finish());
    }

    /** Drops it unless it was sealed. */
    void drop() {
        sink.close();
    }

    /** Frees what a literal took. */
    static void drop(LiteralTarget target) {
        if (target instanceof Incoming incoming) {
            incoming.drop();
        }
    }
}
