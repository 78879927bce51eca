// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Counts off the octets behind a BDAT command (RFC 3030). Used by one thread, for one chunk. */
public final class ChunkDecoder {
    private long missing;

    /**
     * A chunk.
     *
     * @param size octets announced
     */
    public ChunkDecoder(long size) {
        this.missing = size;
    }

    /**
     * Reads what is there, at most up to the end of the chunk.
     *
     * @param in octets; what follows the chunk stays in it
     * @param out takes them; a slice is good only during the call
     * @return true when the chunk is complete
     */
    public boolean decode(ByteBuffer in, Consumer<ByteBuffer> out) {
        int count = (int) Math.min(missing, in.remaining());
        if (count > 0) {
            int end = in.position() + count;
            missing -= count;
            out.accept(in.duplicate().limit(end));
            in.position(end);
        }
        return missing == 0;
    }
}
