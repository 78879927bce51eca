// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.tubepost.api.message.Content;

/**
 * Writes a message as data of DATA (RFC 5321 section 4.5.2): dots at the begin of lines doubled,
 * the end marked. A CR or LF alone goes out as CRLF, so that no server can find an end or a command
 * in the middle. Used by one thread, for one message.
 */
public final class DataEncoder {
    private static final int PIECE = 64 * 1024;
    private static final int END_ROOM = 8;

    /** From file to socket without a copy on the heap. */
    private static final ThreadLocal<ByteBuffer> DIRECT =
            ThreadLocal.withInitial(
                    () ->
                            ByteBuffer.allocateDirect(PIECE + END_ROOM)
                                    .order(ByteOrder.LITTLE_ENDIAN));

    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] END = ".\r\n".getBytes(StandardCharsets.US_ASCII);

    private boolean lineStart = true;
    private boolean afterCr;

    /** Takes encoded octets; may write them whole or throw. */
    @FunctionalInterface
    public interface Sink {
        /** Writes the remaining octets of the buffer, which may be reused afterwards. */
        void write(ByteBuffer data) throws IOException;
    }

    /**
     * Writes a whole content with the end mark. What needs no other octets, as nearly all text,
     * goes out of the buffer that it was read into.
     *
     * @throws IOException if the content cannot be read or the sink refuses
     */
    public static void send(Content content, Sink sink) throws IOException {
        DataEncoder encoder = new DataEncoder();
        ByteBuffer in = DIRECT.get();
        long at = 0;
        do {
            in.clear().limit((int) Math.min(PIECE, content.size() - at));
            int got = content.read(at, in);
            if (got <= 0 && at < content.size()) {
                throw new IOException("content ends at " + at + " of " + content.size());
            }
            at += Math.max(0, got);
            ByteBuffer out = encoder.passes(in.flip()) ? whole(in) : encoder.encoded(in);
            if (at == content.size()) {
                encoder.finish(out);
            }
            sink.write(out.flip());
        } while (at < content.size());
    }

    /** The octets of a buffer as if they had been put into it just now. */
    private static ByteBuffer whole(ByteBuffer octets) {
        int end = octets.limit();
        return octets.limit(octets.capacity()).position(end);
    }

    private ByteBuffer encoded(ByteBuffer in) {
        ByteBuffer out = ByteBuffer.allocate(2 * in.remaining() + END_ROOM);
        encode(in, out);
        return out;
    }

    /** True, and these octets are passed, if they are to be written as they are. */
    private boolean passes(ByteBuffer in) {
        boolean start = lineStart;
        int at = in.position();
        int limit = in.limit();
        while (at < limit) {
            if (afterCr || start && in.get(at) == '.') {
                return false;
            }
            int end = LineBreaks.next(in, at, limit);
            start = end < limit;
            if (start && (in.get(end) == '\n' || end + 1 == limit || in.get(end + 1) != '\n')) {
                return false;
            }
            at = end + 2;
        }
        lineStart = start;
        return true;
    }

    /**
     * Encodes the remaining octets.
     *
     * @param in heap or direct
     * @param out has room for twice as many, and two more
     */
    public void encode(ByteBuffer in, ByteBuffer out) {
        int limit = in.limit();
        int at = in.position();
        while (at < limit) {
            byte octet = in.get(at);
            if (afterCr) {
                afterCr = false;
                endLine(out);
                at += octet == '\n' ? 1 : 0;
                continue;
            }
            if (lineStart && octet == '.') {
                out.put((byte) '.');
            }
            int end = LineBreaks.next(in, at, limit);
            if (end > at) {
                lineStart = false;
                out.put(in.duplicate().limit(end).position(at));
            }
            at = end;
            if (at < limit) {
                afterCr = in.get(at++) == '\r';
                if (!afterCr) {
                    endLine(out);
                }
            }
        }
        in.position(limit);
    }

    /** Ends the last line if that is open, and marks the end; needs room for five octets. */
    public void finish(ByteBuffer out) {
        if (afterCr || !lineStart) {
            endLine(out);
        }
        out.put(END);
    }

    private void endLine(ByteBuffer out) {
        out.put(CRLF);
        lineStart = true;
    }
}
