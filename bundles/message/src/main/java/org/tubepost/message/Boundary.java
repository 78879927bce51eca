// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The delimiter lines of one multipart (RFC 2046 section 5.1.1). */
final class Boundary {
    private final byte[] delimiter;

    private Boundary(byte[] delimiter) {
        this.delimiter = delimiter;
    }

    /** What a line is to a multipart. */
    enum Match {
        NONE,
        PART,
        END
    }

    /** The delimiter for a boundary parameter; empty if nobody could match it. */
    static Optional<Boundary> of(String parameter) {
        String trimmed = parameter.stripTrailing();
        if (trimmed.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Boundary(("--" + trimmed).getBytes(StandardCharsets.UTF_8)));
    }

    /** Compares a line without its line break; only white space may follow the delimiter. */
    Match match(byte[] line, int length) {
        int size = delimiter.length;
        if (length < size) {
            return Match.NONE;
        }
        // Backwards, because boundaries of one message differ at their ends.
        for (int i = size - 1; i >= 0; i--) {
            if (line[i] != delimiter[i]) {
                return Match.NONE;
            }
        }
        if (blank(line, size, length)) {
            return Match.PART;
        }
        boolean end = length >= size + 2 && line[size] == '-' && line[size + 1] == '-';
        return end && blank(line, size + 2, length) ? Match.END : Match.NONE;
    }

    private static boolean blank(byte[] line, int from, int to) {
        for (int i = from; i < to; i++) {
            if (line[i] != ' ' && line[i] != '\t') {
                return false;
            }
        }
        return true;
    }
}
