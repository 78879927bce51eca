// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Watches message data for lines longer than RFC 5321 section 4.5.3.1.6 allows, 998 octets without
 * CRLF, and does with them what it was told. Gives out slices of what came in; nothing is copied. A
 * line of the header is wrapped by folding it (RFC 5322 section 2.2.3), so that it stays one field.
 * Used by one thread, for one message.
 */
public final class LineLimit {
    private static final int LONGEST = 998;
    private static final byte[] FOLD = "\r\n ".getBytes(StandardCharsets.US_ASCII);

    private final Mode mode;
    private final Consumer<ByteBuffer> out;
    private int length;
    private boolean header = true;
    private boolean exceeded;

    /** What becomes of a long line. */
    public enum Mode {
        /** It is given out as it is; whoever asks {@link #hasLongLine} refuses the message. */
        REJECT,
        /** It goes on in a line of its own. */
        WRAP,
        /** What is too much is thrown away. */
        TRUNCATE
    }

    /**
     * A limit.
     *
     * @param out takes the message; a slice is good only during the call
     */
    public LineLimit(Mode mode, Consumer<ByteBuffer> out) {
        this.mode = mode;
        this.out = out;
    }

    /** True when a line was too long. */
    public boolean hasLongLine() {
        return exceeded;
    }

    /** Takes message data, line ends CRLF. */
    public void write(ByteBuffer slice) {
        int begin = slice.position();
        int limit = slice.limit();
        for (int at = begin; at < limit; at++) {
            byte octet = slice.get(at);
            if (octet == '\n') {
                header &= length > 0;
                length = 0;
            } else if (octet != '\r' && ++length > LONGEST) {
                begin = tooLong(slice, begin, at);
            }
        }
        emit(slice, begin, limit);
    }

    /** Index of the first octet that has not been given out. */
    private int tooLong(ByteBuffer slice, int begin, int at) {
        exceeded = true;
        if (mode == Mode.REJECT) {
            return begin;
        }
        emit(slice, begin, at);
        if (mode == Mode.TRUNCATE) {
            return at + 1;
        }
        int fold = header ? FOLD.length : FOLD.length - 1;
        out.accept(ByteBuffer.wrap(FOLD, 0, fold));
        length = header ? 2 : 1;
        return at;
    }

    private void emit(ByteBuffer from, int begin, int end) {
        if (end > begin) {
            out.accept(from.duplicate().limit(end).position(begin));
        }
    }
}
