// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.tubepost.api.message.Content;
import org.tubepost.api.protocol.Connection;
import org.tubepost.wire.smtp.DataEncoder;

/**
 * A message on its way out (RFC 1939 section 3). It is looked through in pieces; stretches in which
 * no line begins with a dot and every line ends with CR LF go out as they are, from file to socket.
 * Only from a line on that needs it to the end of its piece are octets copied and encoded. For TOP
 * it ends after some lines of the body.
 */
final class Retrieval implements Share {
    private static final int PIECE = 32 * 1024;
    private static final int SHARE = 256 * 1024;

    private final Content content;
    private final long bodyStart;
    private final byte[] octets;
    private long linesLeft;
    private long end;
    private long at;
    private byte previous = '\n';
    private DataEncoder encoder;

    /**
     * A retrieval.
     *
     * @param content closed with this
     * @param lines lines of the body; negative for all
     */
    Retrieval(Content content, long lines) {
        this.content = content;
        this.bodyStart = content.summary().headerSize();
        this.end = content.size();
        this.linesLeft = lines;
        this.octets = new byte[(int) Math.min(PIECE, Math.max(2, end))];
    }

    @Override
    public boolean write(Connection to) throws IOException {
        long plainFrom = at;
        long shareEnd = at + SHARE;
        while (at < end && at < shareEnd) {
            int count = read();
            int plain = encoder == null ? plainOctets(count) : 0;
            if (plain > 0) {
                at += plain;
                previous = octets[plain - 1];
            }
            if (plain < count && !isUndecided(plain, count)) {
                hand(to, plainFrom);
                encode(to, plain, count);
                plainFrom = at;
            }
        }
        hand(to, plainFrom);
        if (at < end) {
            return false;
        }
        finish(to);
        return true;
    }

    /** Reads a piece at the current place and cuts it behind the last wanted line. */
    private int read() throws IOException {
        ByteBuffer piece = ByteBuffer.wrap(octets);
        piece.limit((int) Math.min(octets.length, end - at));
        while (piece.hasRemaining()) {
            if (content.read(at + piece.position(), piece) <= 0) {
                throw new IOException("content ends before " + end);
            }
        }
        return linesLeft < 0 ? piece.limit() : cut(piece.limit());
    }

    private int cut(int count) {
        int from = (int) Math.min(count, Math.max(0, bodyStart - at));
        if (linesLeft == 0 && at + from >= bodyStart) {
            end = at + from;
            return from;
        }
        // Octets that are read again hold no line end, so none is counted twice.
        for (int i = from; i < count; i++) {
            if (octets[i] == '\n' && --linesLeft == 0) {
                end = at + i + 1;
                return i + 1;
            }
        }
        return count;
    }

    /** How many octets can go out as they are. */
    private int plainOctets(int count) {
        byte before = previous;
        for (int i = 0; i < count; i++) {
            byte octet = octets[i];
            boolean stuffed = octet == '.' && before == '\n';
            boolean bareLf = octet == '\n' && before != '\r';
            boolean bareCr = octet == '\r' && (i + 1 == count || octets[i + 1] != '\n');
            if (stuffed || bareLf || bareCr) {
                return i;
            }
            before = octet;
        }
        return count;
    }

    /** A CR at the end of a piece: the next one, which begins with it, tells whether it is bare. */
    private boolean isUndecided(int plain, int count) {
        return encoder == null && plain + 1 == count && octets[plain] == '\r' && at + 1 < end;
    }

    private void hand(Connection to, long from) {
        if (at > from) {
            to.write(content, from, at - from);
        }
    }

    /**
     * Encodes from an octet on that cannot go out as it is: up to the last line end in the piece,
     * behind which the encoder is not needed any more, else the whole piece.
     */
    private void encode(Connection to, int from, int count) {
        int stop = count;
        while (stop > from && octets[stop - 1] != '\n') {
            stop--;
        }
        boolean lineEnds = stop > from;
        stop = lineEnds ? stop : count;
        if (encoder == null) {
            encoder = new DataEncoder();
        }
        ByteBuffer out = ByteBuffer.allocate(2 * (stop - from) + 2);
        encoder.encode(ByteBuffer.wrap(octets, from, stop - from), out);
        to.write(out.flip());
        at += stop - from;
        previous = octets[stop - 1];
        if (lineEnds) {
            encoder = null;
        }
    }

    private void finish(Connection to) {
        if (encoder == null) {
            String mark = previous == '\n' ? ".\r\n" : "\r\n.\r\n";
            to.write(ByteBuffer.wrap(mark.getBytes(StandardCharsets.US_ASCII)));
        } else {
            ByteBuffer out = ByteBuffer.allocate(8);
            encoder.finish(out);
            to.write(out.flip());
        }
    }

    @Override
    public void close() {
        content.close();
    }
}
