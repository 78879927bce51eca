// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.tubepost.api.message.Content;

/**
 * Writes a message as data of DATA (RFC 5321 section 4.5.2): dots at the begin of lines doubled,
 * the end marked. A CR or LF alone goes out as CRLF, so that no server can find an end or a command
 * in the middle. Used by one thread, for one message.
 */
public final class DataEncoder {
    private static final int PIECE = 32 * 1024;
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
     * Writes a whole content with the end mark.
     *
     * @throws IOException if the content cannot be read or the sink refuses
     */
    public static void send(Content content, Sink sink) throws IOException {
        DataEncoder encoder = new DataEncoder();
        int piece = (int) Math.max(1, Math.min(PIECE, content.size()));
        ByteBuffer in = ByteBuffer.allocate(piece);
        ByteBuffer out = ByteBuffer.allocate(2 * piece + 8);
        long at = 0;
        while (at < content.size()) {
            int got = content.read(at, in.clear());
            if (got <= 0) {
                throw new IOException("content ends at " + at + " of " + content.size());
            }
            at += got;
            encoder.encode(in.flip(), out);
            if (at < content.size()) {
                sink.write(out.flip());
                out.clear();
            }
        }
        encoder.finish(out);
        sink.write(out.flip());
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
            int end = at;
            while (end < limit && (octet = in.get(end)) != '\r' && octet != '\n') {
                end++;
            }
            if (end > at) {
                lineStart = false;
                out.put(in.duplicate().limit(end).position(at));
            }
            at = end;
            if (at < limit) {
                at++;
                afterCr = octet == '\r';
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
