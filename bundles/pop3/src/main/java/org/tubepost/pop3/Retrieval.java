// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.tubepost.api.message.Content;
import org.tubepost.wire.smtp.DataEncoder;

/**
 * A message on its way out, in pieces, with dots doubled at the begin of lines and the end marked
 * (RFC 1939 section 3). For TOP it ends after some lines of the body.
 */
final class Retrieval implements AutoCloseable {
    private static final int PIECE = 32 * 1024;

    private final Content content;
    private final DataEncoder encoder = new DataEncoder();
    private final long bodyStart;
    private long linesLeft;
    private long at;
    private boolean finished;

    /**
     * A retrieval.
     *
     * @param content closed with this
     * @param lines lines of the body; negative for all
     */
    Retrieval(Content content, long lines) {
        this.content = content;
        this.bodyStart = content.summary().headerSize();
        this.linesLeft = lines;
    }

    boolean isFinished() {
        return finished;
    }

    /** The next octets to write. */
    ByteBuffer next() throws IOException {
        ByteBuffer in = ByteBuffer.allocate(PIECE);
        int read = at < content.size() ? content.read(at, in) : -1;
        if (read < 0 && at < content.size()) {
            throw new IOException("content ends at " + at + " of " + content.size());
        }
        in.flip();
        boolean last = read < 0 || at + read >= content.size();
        if (linesLeft >= 0 && read > 0) {
            last |= cut(in);
        }
        at += Math.max(0, read);
        ByteBuffer out = ByteBuffer.allocate(2 * in.remaining() + 8);
        encoder.encode(in, out);
        if (last) {
            encoder.finish(out);
            finished = true;
        }
        return out.flip();
    }

    /** Cuts behind the last wanted line; true when that is reached. */
    private boolean cut(ByteBuffer piece) {
        int from = (int) Math.min(piece.limit(), Math.max(0, bodyStart - at));
        if (linesLeft == 0 && at + from >= bodyStart) {
            piece.limit(from);
            return true;
        }
        for (int i = from; i < piece.limit(); i++) {
            if (piece.get(i) == '\n' && --linesLeft == 0) {
                piece.limit(i + 1);
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        content.close();
    }
}
