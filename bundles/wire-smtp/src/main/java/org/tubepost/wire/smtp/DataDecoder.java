// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Takes the dots out of message data and finds its end (RFC 5321 section 4.5.2). Only CRLF, dot,
 * CRLF is the end. A CR or LF alone is noticed and never read as a line end: a message that has one
 * must be refused whole (section 2.3.8), for another server might find commands in it.
 *
 * <p>Gives out slices of what came in; nothing is copied. Used by one thread, for one message.
 */
public final class DataDecoder {
    private static final byte[] CR = {'\r'};

    private State state = State.LINE_START;
    private boolean bareLineBreak;
    private long size;

    private enum State {
        LINE_START,
        TEXT,
        AFTER_CR,
        DOT,
        DOT_CR,
        END
    }

    /** True when a CR or LF alone has occurred. */
    public boolean hasBareLineBreak() {
        return bareLineBreak;
    }

    /** Octets given out so far. */
    public long size() {
        return size;
    }

    /**
     * Reads what is there, at most up to the end of the message.
     *
     * @param in octets; what follows the end stays in it
     * @param out takes the message; a slice is good only during the call
     * @return true when the message is complete
     */
    public boolean decode(ByteBuffer in, Consumer<ByteBuffer> out) {
        int begin = in.position();
        int at = begin;
        int limit = in.limit();
        while (at < limit && state != State.END) {
            byte octet = in.get(at);
            switch (state) {
                case TEXT -> {
                    at = LineBreaks.next(in, at, limit);
                    if (at < limit) {
                        boolean cr = in.get(at++) == '\r';
                        bareLineBreak |= !cr;
                        state = cr ? State.AFTER_CR : State.TEXT;
                    }
                }
                case AFTER_CR -> {
                    if (octet == '\n') {
                        at++;
                        state = State.LINE_START;
                    } else {
                        bareLineBreak = true;
                        state = State.TEXT;
                    }
                }
                case LINE_START -> {
                    state = State.TEXT;
                    if (octet == '.') {
                        emit(in, begin, at, out);
                        begin = ++at;
                        state = State.DOT;
                    }
                }
                case DOT -> {
                    state = State.TEXT;
                    if (octet == '\r') {
                        begin = ++at;
                        state = State.DOT_CR;
                    }
                }
                default -> {
                    if (octet == '\n') {
                        begin = ++at;
                        state = State.END;
                    } else {
                        bareLineBreak = true;
                        emit(ByteBuffer.wrap(CR), 0, 1, out);
                        state = State.TEXT;
                    }
                }
            }
        }
        emit(in, begin, at, out);
        in.position(at);
        return state == State.END;
    }

    private void emit(ByteBuffer from, int begin, int end, Consumer<ByteBuffer> out) {
        if (end > begin) {
            size += end - begin;
            out.accept(from.duplicate().limit(end).position(begin));
        }
    }
}
