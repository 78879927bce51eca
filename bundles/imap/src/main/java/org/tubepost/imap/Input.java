// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What the client sends, uncompressed a buffer at a time, so that few octets never become many in
 * memory. Used by one thread at a time.
 */
final class Input {
    private static final int BUFFER = 16 * 1024;

    private Optional<Inflater> inflater = Optional.empty();
    private ByteBuffer plain = ByteBuffer.allocate(0);

    /** What comes from here on is compressed (RFC 4978). */
    void decompress() {
        inflater = Optional.of(new Inflater(true));
        plain = ByteBuffer.allocate(BUFFER).limit(0);
    }

    /**
     * Octets to be read next; none when more must come from the network.
     *
     * @param in what has come from the network
     * @throws IOException if it is not compressed as it should be
     */
    ByteBuffer next(ByteBuffer in) throws IOException {
        if (inflater.isEmpty()) {
            return in;
        }
        if (!plain.hasRemaining()) {
            Inflater unpacking = inflater.get();
            if (unpacking.needsInput()) {
                unpacking.setInput(in);
            }
            try {
                unpacking.inflate(plain.clear());
            } catch (DataFormatException broken) {
                throw new IOException("not compressed as it should be", broken);
            } finally {
                plain.flip();
            }
            if (unpacking.finished() && !plain.hasRemaining()) {
                throw new IOException("compression has ended");
            }
        }
        return plain;
    }

    /** Lets go of memory. */
    void free() {
        inflater.ifPresent(Inflater::end);
        inflater = Optional.empty();
    }
}
