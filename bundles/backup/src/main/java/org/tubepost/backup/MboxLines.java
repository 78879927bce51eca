// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Lines that may be very long, one after the other; of a long one a piece. What "mboxrd" quotes is
 * known here: lines of a message, of its header as of its body, that begin with {@code >}s and
 * {@code From}, and a space.
 */
final class MboxLines {
    private static final int PIECE = 1 << 16;
    private static final Pattern QUOTABLE = Pattern.compile("(?s)>*From .*");

    private final InputStream from;
    private byte[] piece = new byte[0];
    private boolean start;
    private boolean partial;

    /** Lines of a stream that is buffered. */
    MboxLines(InputStream from) {
        this.from = from;
    }

    /** Goes to the next line, or the next piece of a long one; false at the end. */
    boolean next() throws IOException {
        start = !partial;
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        int octet = 0;
        while (line.size() < PIECE && octet != '\n') {
            octet = from.read();
            if (octet < 0) {
                break;
            }
            line.write(octet);
        }
        piece = line.toByteArray();
        partial = piece.length > 0 && octet != '\n';
        return piece.length > 0;
    }

    /** The piece, with the end of the line if that is in it; empty at the end. */
    byte[] piece() {
        return piece;
    }

    /** A character for each octet of the piece. */
    String text() {
        return new String(piece, ISO_8859_1);
    }

    /** True if the piece begins a line. */
    boolean isStart() {
        return start;
    }

    /** True for a line in which nothing can be seen. */
    boolean isBlank() {
        return start && text().isBlank();
    }

    /** True for a line of a message that is to be quoted. */
    boolean isQuotable() {
        return start && QUOTABLE.matcher(text()).matches();
    }

    /** The piece without the quote before it, if it has one. */
    byte[] unquoted() {
        boolean quoted = piece.length > 0 && piece[0] == '>' && isQuotable();
        return quoted ? Arrays.copyOfRange(piece, 1, piece.length) : piece;
    }
}
