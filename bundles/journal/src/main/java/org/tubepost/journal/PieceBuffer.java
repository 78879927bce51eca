// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Octets that are coming in, until a piece of them is full and written. Begins as small as what is
 * expected and doubles, so that most messages stay in memory whole and take no more of it than they
 * need. Used by one thread at a time.
 */
public final class PieceBuffer {
    private static final int SMALLEST = 4096;

    private final int piece;
    private final Writer writer;
    private ByteBuffer buffer;
    private long size;

    /** Where full pieces go. */
    public interface Writer {

        /** Writes a piece; its memory is used for the next one then. */
        void write(ByteBuffer piece) throws IOException;
    }

    /**
     * With nothing.
     *
     * @param piece octets of a piece, a few thousand at least
     * @param expectedSize octets that come, as far as somebody knows
     */
    public PieceBuffer(int piece, long expectedSize, Writer writer) {
        this.piece = piece;
        this.writer = writer;
        this.buffer = ByteBuffer.allocate((int) Math.max(SMALLEST, Math.min(piece, expectedSize)));
    }

    /** Takes octets; a piece is written when it is full and more come. */
    public void put(ByteBuffer slice) throws IOException {
        while (slice.hasRemaining()) {
            if (!buffer.hasRemaining()) {
                makeRoom();
            }
            int count = Math.min(slice.remaining(), buffer.remaining());
            buffer.put(slice.slice(slice.position(), count));
            slice.position(slice.position() + count);
            size += count;
        }
    }

    private void makeRoom() throws IOException {
        if (buffer.capacity() < piece) {
            int capacity = Math.min(piece, buffer.capacity() * 2);
            buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
            return;
        }
        writer.write(buffer.flip());
        buffer.clear();
    }

    /** All octets that were taken. */
    public long size() {
        return size;
    }

    /** Octets that can be taken without a piece being written. */
    public int room() {
        return piece - buffer.position();
    }

    /** What is in no written piece; nothing is taken any more. */
    public ByteBuffer rest() {
        return buffer.flip();
    }
}
