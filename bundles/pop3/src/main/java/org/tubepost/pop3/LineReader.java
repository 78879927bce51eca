// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Collects lines from slices of any size. What is too long is passed over and reported. */
final class LineReader {
    private byte[] line = new byte[128];
    private int length;
    private boolean tooLong;

    /**
     * A line without its end.
     *
     * @param text octets as characters; empty when it was too long
     * @param tooLong it was
     */
    record Line(String text, boolean tooLong) {}

    /**
     * The next line; empty when more octets are needed.
     *
     * @param longest octets of a line at most, its end included
     */
    Optional<Line> next(ByteBuffer from, int longest) {
        while (from.hasRemaining()) {
            byte octet = from.get();
            if (octet == '\n') {
                return Optional.of(end());
            }
            if (length >= longest - 1) {
                tooLong = true;
            } else {
                if (length == line.length) {
                    line = Arrays.copyOf(line, length * 2);
                }
                line[length++] = octet;
            }
        }
        return Optional.empty();
    }

    private Line end() {
        int count = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        Line found =
                tooLong
                        ? new Line("", true)
                        : new Line(new String(line, 0, count, StandardCharsets.ISO_8859_1), false);
        length = 0;
        tooLong = false;
        return found;
    }
}
