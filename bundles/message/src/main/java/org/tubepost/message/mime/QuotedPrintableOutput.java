// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message.mime;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Encodes as quoted-printable (RFC 2045 section 6.7) so that decoding gives the same octets again.
 * CRLF stays a line break; a CR or LF alone, and white space at the end of a line or of the whole,
 * are written as codes. Lines have at most 76 characters. Used by one thread at a time.
 */
public final class QuotedPrintableOutput extends FilterOutputStream {
    private static final int LONGEST_LINE = 76;
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SOFT_BREAK = {'=', '\r', '\n'};
    private static final int NONE = -1;

    private int column;
    private int blank = NONE;
    private boolean afterCr;

    /** An encoder before a stream; buffer that one. */
    public QuotedPrintableOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int value) throws IOException {
        int octet = value & 0xff;
        if (afterCr && octet == '\n') {
            afterCr = false;
            endBlank();
            out.write('\r');
            out.write('\n');
            column = 0;
            return;
        }
        loneCr();
        if (octet == '\r') {
            afterCr = true;
            return;
        }
        blankWithin();
        if (octet == ' ' || octet == '\t') {
            blank = octet;
        } else if (octet > ' ' && octet < 0x7f && octet != '=') {
            plain(octet);
        } else {
            code(octet);
        }
    }

    @Override
    public void write(byte[] octets, int from, int length) throws IOException {
        for (int i = from; i < from + length; i++) {
            write(octets[i]);
        }
    }

    /** Writes what still waits for the next octet; the stream behind stays open. */
    public void finish() throws IOException {
        loneCr();
        endBlank();
    }

    @Override
    public void close() throws IOException {
        finish();
        super.close();
    }

    private void loneCr() throws IOException {
        if (afterCr) {
            afterCr = false;
            blankWithin();
            code('\r');
        }
    }

    private void blankWithin() throws IOException {
        if (blank != NONE) {
            int octet = blank;
            blank = NONE;
            plain(octet);
        }
    }

    private void endBlank() throws IOException {
        if (blank != NONE) {
            int octet = blank;
            blank = NONE;
            code(octet);
        }
    }

    private void plain(int octet) throws IOException {
        room(1);
        out.write(octet);
    }

    private void code(int octet) throws IOException {
        room(3);
        out.write('=');
        out.write(HEX[octet >> 4]);
        out.write(HEX[octet & 15]);
    }

    /** Keeps one column for the sign of a soft line break. */
    private void room(int wanted) throws IOException {
        if (column + wanted > LONGEST_LINE - 1) {
            out.write(SOFT_BREAK);
            column = 0;
        }
        column += wanted;
    }
}
