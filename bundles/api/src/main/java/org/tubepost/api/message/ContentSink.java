// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where the bytes of a message that is still coming in go: straight to their final log,
 * uncommitted. Nothing is visible or durable before the owner of the log commits the sealed
 * content. Used by one thread at a time; not closed and not sealed bytes are dropped by recovery.
 */
@ProviderType
public interface ContentSink extends AutoCloseable {

    /**
     * Takes the remaining octets of a slice; it may be reused when the call returns.
     *
     * @throws IOException if the log refuses them, for instance because the disk is full; the sink
     *     is then good for nothing but {@link #close()}
     */
    void write(ByteBuffer slice) throws IOException;

    /**
     * Takes a whole content as it is now; the content stays open.
     *
     * @throws IOException as {@link #write} does, or if the content cannot be read
     */
    default void writeAll(Content content) throws IOException {
        SinkChannel channel = new SinkChannel(this);
        long size = content.size();
        for (long at = 0; at < size; ) {
            long sent = content.transferTo(at, size - at, channel);
            if (sent <= 0) {
                throw new EOFException("content ends at octet " + at + " of " + size);
            }
            at += sent;
        }
    }

    /**
     * Whether {@link #write} takes this many further octets without a wait for the disk, so that an
     * I/O thread may call it.
     */
    default boolean takesAtOnce(int octets) {
        return false;
    }

    /** Octets taken so far. */
    long size();

    /**
     * Ends the writing.
     *
     * @param summary what the scanner found in exactly these octets
     * @return the content; the caller closes it
     * @throws IOException if the last octets cannot be written
     */
    Content seal(Summary summary) throws IOException;

    /** Drops what was written unless it was sealed; idempotent. */
    @Override
    void close();
}
