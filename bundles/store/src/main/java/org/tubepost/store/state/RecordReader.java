// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link RecordWriter} wrote. Anything that does not fit its length is an {@link
 * IllegalArgumentException}: the caller knows the name of the record and reports it.
 */
public final class RecordReader {
    private final ByteBuffer from;

    /** Reads the remaining octets of a buffer, whose position moves. */
    public RecordReader(ByteBuffer from) {
        this.from = from;
    }

    /** Reads an array. */
    public RecordReader(byte[] from) {
        this(ByteBuffer.wrap(from));
    }

    /** An integer. */
    public long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            need(1);
            byte next = from.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("integer too long");
    }

    /** A count of things that take at least one octet each. */
    public int count() {
        long value = number();
        if (value < 0 || value > from.remaining()) {
            throw new IllegalArgumentException("count " + value + " is past the end");
        }
        return (int) value;
    }

    /** An integer of either sign. */
    public long signed() {
        long value = number();
        return (value >>> 1) ^ -(value & 1);
    }

    /** All 64 bits. */
    public long fixed() {
        need(8);
        return from.getLong();
    }

    /** A string. */
    public String text() {
        return new String(block(), StandardCharsets.UTF_8);
    }

    /** True or false. */
    public boolean bool() {
        return number() != 0;
    }

    /** Octets behind their length. */
    public byte[] block() {
        byte[] value = new byte[count()];
        from.get(value);
        return value;
    }

    /** True when everything was read. */
    public boolean atEnd() {
        return !from.hasRemaining();
    }

    private void need(int octets) {
        if (from.remaining() < octets) {
            throw new IllegalArgumentException("ends too early");
        }
    }
}
