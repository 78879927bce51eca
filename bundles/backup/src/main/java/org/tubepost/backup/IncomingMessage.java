// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.backup.stream.Digests;
import org.tubepost.message.MessageScanner;

/** A message on its way into a partition: scanned and digested while it comes. */
final class IncomingMessage implements AutoCloseable {
    private final ContentSink sink;
    private final MessageScanner scanner = new MessageScanner();
    private final MessageDigest digest = Digests.sha256();

    IncomingMessage(ContentSink sink) {
        this.sink = sink;
    }

    void write(ByteBuffer piece) throws IOException {
        scanner.update(piece.duplicate());
        digest.update(piece.duplicate());
        sink.write(piece);
    }

    long size() {
        return sink.size();
    }

    /** SHA-256 of what came; asked once, when all has come. */
    byte[] sha256() {
        return digest.digest();
    }

    /** The whole content; the caller closes it. */
    Content seal() throws IOException {
        return sink.seal(scanner.finish());
    }

    @Override
    public void close() {
        sink.close();
    }
}
