// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A growing buffer of numbers and texts, and the way back. */
final class Bytes {
    private ByteBuffer buffer = ByteBuffer.allocate(512);

    Bytes octet(int value) {
        room(1);
        buffer.put((byte) value);
        return this;
    }

    Bytes number(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            buffer.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        buffer.put((byte) rest);
        return this;
    }

    Bytes text(String value) {
        byte[] octets = value.getBytes(StandardCharsets.UTF_8);
        number(octets.length);
        room(octets.length);
        buffer.put(octets);
        return this;
    }

    Bytes buffer(ByteBuffer octets) {
        number(octets.remaining());
        room(octets.remaining());
        buffer.put(octets.duplicate());
        return this;
    }

    ByteBuffer toBuffer() {
        return buffer.duplicate().flip();
    }

    private void room(int octets) {
        if (buffer.remaining() < octets) {
            int size = Math.max(buffer.capacity() * 2, buffer.position() + octets);
            buffer = ByteBuffer.allocate(size).put(buffer.flip());
        }
    }

    static long number(ByteBuffer from) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = from.get();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("number too long");
    }

    static String text(ByteBuffer from) {
        byte[] octets = new byte[length(from)];
        from.get(octets);
        return new String(octets, StandardCharsets.UTF_8);
    }

    static ByteBuffer slice(ByteBuffer from) {
        int length = length(from);
        ByteBuffer slice = from.slice(from.position(), length);
        from.position(from.position() + length);
        return slice;
    }

    /** Steps over a text or a slice. */
    static void skip(ByteBuffer from) {
        int length = length(from);
        from.position(from.position() + length);
    }

    private static int length(ByteBuffer from) {
        long length = number(from);
        if (length < 0 || length > from.remaining()) {
            throw new IllegalArgumentException("torn record");
        }
        return (int) length;
    }
}
