// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts what a client sends into command lines (RFC 5321 section 2.3.8). A line ends with CRLF and
 * nothing else: a line with a CR or LF alone, with NUL, too long or not in UTF-8 is given out with
 * its flaw and must be refused, so that two servers never see different commands in the same
 * octets. A lone LF ends its flawed line, so that its sender gets an answer.
 *
 * <p>Keeps at most the limit in memory. Used by one thread at a time.
 */
public final class CommandReader {
    private static final byte[] NOTHING = {};

    private int limit;
    private byte[] line = NOTHING;
    private int length;
    private boolean afterCr;
    private Flaw flaw = Flaw.NONE;

    /**
     * A reader.
     *
     * @param limit octets of a line at most, CRLF included
     */
    public CommandReader(int limit) {
        this.limit = limit;
    }

    /** What is wrong with a line. */
    public enum Flaw {
        /** Nothing. */
        NONE,
        /** Longer than the limit. */
        TOO_LONG,
        /** CR without LF. */
        BARE_CR,
        /** LF without CR. */
        BARE_LF,
        /** A NUL octet. */
        NUL,
        /** Octets beyond ASCII that are no UTF-8. */
        NOT_UTF8
    }

    /**
     * A line.
     *
     * @param text without line end; empty if there is a flaw
     * @param flaw what is wrong with it
     */
    public record Line(String text, Flaw flaw) {}

    /** Changes the limit; lines of a login may be longer than others. */
    public void limit(int octets) {
        this.limit = octets;
    }

    /**
     * Reads up to the end of a line.
     *
     * @param in octets; read up to the line end, or whole
     * @return the line, or empty when more octets are needed
     */
    public Optional<Line> next(ByteBuffer in) {
        while (in.hasRemaining()) {
            byte octet = in.get();
            if (octet == '\n') {
                if (!afterCr) {
                    flaw(Flaw.BARE_LF);
                }
                return Optional.of(finished());
            }
            if (afterCr) {
                flaw(Flaw.BARE_CR);
            }
            afterCr = octet == '\r';
            if (octet == 0) {
                flaw(Flaw.NUL);
            } else if (!afterCr) {
                keep(octet);
            }
        }
        return Optional.empty();
    }

    /** Forgets a line that has begun. */
    public void reset() {
        length = 0;
        afterCr = false;
        flaw = Flaw.NONE;
        line = NOTHING;
    }

    private Line finished() {
        String text = "";
        if (flaw == Flaw.NONE) {
            try {
                text =
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(line, 0, length))
                                .toString();
            } catch (CharacterCodingException notUtf8) {
                flaw = Flaw.NOT_UTF8;
            }
        }
        Line finished = new Line(text, flaw);
        length = 0;
        afterCr = false;
        flaw = Flaw.NONE;
        return finished;
    }

    /** The first flaw counts. */
    private void flaw(Flaw found) {
        if (flaw == Flaw.NONE) {
            flaw = found;
        }
    }

    private void keep(byte octet) {
        if (length + 2 >= limit) {
            flaw(Flaw.TOO_LONG);
            return;
        }
        if (length == line.length) {
            line = Arrays.copyOf(line, Math.max(128, length * 2));
        }
        line[length++] = octet;
    }
}
