// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp.session;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.tubepost.wire.smtp.ChunkDecoder;
import org.tubepost.wire.smtp.DataDecoder;
import org.tubepost.wire.smtp.LineEndCheck;

/**
 * The octets of one message, behind DATA (RFC 5321 section 4.5.2) or in chunks (RFC 3030). Used by
 * one thread at a time.
 */
public final class IncomingData {
    private final Consumer<ByteBuffer> sink;
    private DataDecoder data;
    private ChunkDecoder chunk;
    private LineEndCheck chunkLines;

    /**
     * A message that has not begun.
     *
     * @param sink takes the octets of the message; a slice may be reused when the call returns
     */
    public IncomingData(Consumer<ByteBuffer> sink) {
        this.sink = sink;
    }

    /** The message follows, up to the line with a dot. */
    public void beginData() {
        data = new DataDecoder();
    }

    /** A chunk of this size follows. */
    public void beginChunk(long size) {
        if (chunkLines == null) {
            chunkLines = new LineEndCheck();
        }
        chunk = new ChunkDecoder(size);
    }

    /** True once the message comes in chunks. */
    public boolean isChunked() {
        return chunkLines != null;
    }

    /** Reads; true at the end of the data, or of the chunk. */
    public boolean read(ByteBuffer in) {
        return data != null ? data.decode(in, sink) : chunk.decode(in, this::takeChunk);
    }

    /** CR or LF stood alone somewhere. */
    public boolean hasBareLineBreak() {
        return data != null ? data.hasBareLineBreak() : chunkLines.hasBareLineBreak();
    }

    private void takeChunk(ByteBuffer slice) {
        chunkLines.look(slice);
        sink.accept(slice);
    }
}
