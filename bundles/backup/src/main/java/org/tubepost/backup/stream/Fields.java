// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads what {@link Payload} wrote; an IllegalArgumentException if it is something else. */
final class Fields {
    private final ByteBuffer from;

    Fields(ByteBuffer from) {
        this.from = from;
    }

    long number() {
        need(8);
        return from.getLong();
    }

    /** A number that is not negative. */
    long count() {
        long value = number();
        if (value < 0) {
            throw new IllegalArgumentException("a negative count");
        }
        return value;
    }

    String text() {
        need(4);
        int length = from.getInt();
        if (length < 0) {
            throw new IllegalArgumentException("a negative length");
        }
        need(length);
        byte[] bytes = new byte[length];
        from.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    boolean hasMore() {
        return from.hasRemaining();
    }

    void end() {
        if (from.hasRemaining()) {
            throw new IllegalArgumentException("more than the record should have");
        }
    }

    private void need(int octets) {
        if (from.remaining() < octets) {
            throw new IllegalArgumentException("less than the record should have");
        }
    }
}
