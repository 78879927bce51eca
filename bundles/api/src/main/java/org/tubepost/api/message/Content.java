// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The bytes of a message: immutable, with CRLF line ends, somewhere on disk or in a buffer. Readers
 * take slices or send it from file to socket; nobody copies it.
 *
 * <p>A content is reference-counted. Whoever is handed one may use it until the call returns;
 * whoever wants it longer calls {@link #retain()} and closes what it got. All methods may be called
 * from any thread at once.
 */
@ProviderType
public interface Content extends AutoCloseable {

    /** Octets, a prefix included. */
    long size();

    /** What the scanner found; its offsets count from the first octet of this content. */
    Summary summary();

    /**
     * Sends octets to a channel, from file to socket where the system can.
     *
     * @param from first octet, 0 to {@link #size()}
     * @param count how many, at most up to the end of the content
     * @param to channel to write to; a non-blocking one may take less
     * @return octets taken by the channel, 0 to count
     * @throws IOException if the content cannot be read or the channel not be written
     */
    long transferTo(long from, long count, WritableByteChannel to) throws IOException;

    /**
     * Reads octets into a buffer until it is full or the content ends.
     *
     * @param from first octet
     * @param into buffer to fill
     * @return octets read, -1 at the end
     * @throws IOException if the content cannot be read
     */
    int read(long from, ByteBuffer into) throws IOException;

    /**
     * The same content behind some header fields.
     *
     * @param prefix whole header fields, each ended by CRLF; the buffer is not changed and must not
     *     be changed by the caller afterwards
     * @return a content with its own reference; closing it does not close this one
     */
    Content withHeader(ByteBuffer prefix);

    /** Another reference to the same content, to be closed by the caller. */
    Content retain();

    /** Gives this reference back; idempotent. */
    @Override
    void close();

    /**
     * Reads all octets and forgets them: tells, after something failed, whether it was the content
     * or what it was written to.
     *
     * @throws IOException if an octet cannot be read
     */
    default void readThrough() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        for (long at = 0; at < size(); ) {
            int got = read(at, buffer.clear());
            if (got <= 0) {
                throw new EOFException("content ends at octet " + at + " of " + size());
            }
            at += got;
        }
    }

    /** The whole content as a stream; closing the stream leaves this reference open. */
    default InputStream newInputStream() {
        return newInputStream(0, size());
    }

    /**
     * A stretch of the content as a stream.
     *
     * @param from first octet
     * @param to octet behind the last one
     */
    default InputStream newInputStream(long from, long to) {
        return new ContentInputStream(this, from, to);
    }
}
