// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the compact binary form of log records and index values: variable-length integers (seven
 * bits an octet, low first), zigzag for signed ones, UTF-8 strings behind their length. Used by one
 * thread.
 */
public final class RecordWriter {
    private byte[] bytes;
    private int length;

    /** With room for a small record. */
    public RecordWriter() {
        this(128);
    }

    /** With room for so many octets; grows as needed. */
    public RecordWriter(int expected) {
        bytes = new byte[Math.max(16, expected)];
    }

    /** An integer that is not negative (any other takes ten octets). */
    public RecordWriter number(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    /** An integer of either sign. */
    public RecordWriter signed(long value) {
        return number((value << 1) ^ (value >> 63));
    }

    /** All 64 bits. */
    public RecordWriter fixed(long value) {
        ensure(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** A string. */
    public RecordWriter text(String value) {
        return block(value.getBytes(StandardCharsets.UTF_8));
    }

    /** True or false. */
    public RecordWriter bool(boolean value) {
        return number(value ? 1 : 0);
    }

    /** Octets behind their length. */
    public RecordWriter block(byte[] value) {
        number(value.length);
        ensure(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    /** Octets so far. */
    public int length() {
        return length;
    }

    /** What was written, as a copy. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** What was written, not copied; nothing may be written afterwards. */
    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
