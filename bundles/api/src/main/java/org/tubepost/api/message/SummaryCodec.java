// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Binary form of {@link Summary}: a version byte, then variable-length integers and strings. */
final class SummaryCodec {
    private static final byte VERSION = 1;
    private static final int MAX_DEPTH = 256;
    private static final int MAX_PARTS = 100_000;

    private SummaryCodec() {}

    static ByteBuffer encode(Summary summary) {
        Writer out = new Writer();
        out.octet(VERSION);
        out.number(summary.size());
        out.number(summary.headerSize());
        out.number(summary.longestLine());
        out.octet(
                (summary.eightBit() ? 1 : 0)
                        | (summary.internationalHeader() ? 2 : 0)
                        | (summary.binary() ? 4 : 0)
                        | summary.priority().ordinal() << 3);
        out.number(summary.receivedCount());
        out.text(summary.messageIdField());
        out.part(summary.root());
        return out.toBuffer();
    }

    static Summary decode(ByteBuffer from) {
        try {
            int version = from.get();
            if (version != VERSION) {
                throw new IllegalArgumentException("summary of version " + version);
            }
            long size = number(from);
            int headerSize = (int) number(from);
            int longestLine = (int) number(from);
            int flags = from.get();
            int received = (int) number(from);
            String messageId = text(from);
            Part root = part(from, 0);
            return new Summary(
                    size,
                    headerSize,
                    longestLine,
                    (flags & 1) != 0,
                    (flags & 2) != 0,
                    (flags & 4) != 0,
                    received,
                    messageId,
                    Priority.values()[(flags >> 3) & 3],
                    root);
        } catch (BufferUnderflowException | IndexOutOfBoundsException torn) {
            throw new IllegalArgumentException("torn summary", torn);
        }
    }

    private static Part part(ByteBuffer from, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("summary nested too deeply");
        }
        long headerStart = number(from);
        long bodyStart = headerStart + number(from);
        long end = bodyStart + number(from);
        long lines = number(from);
        String type = text(from);
        int count = (int) number(from);
        if (count < 0 || count > MAX_PARTS) {
            throw new IllegalArgumentException("summary with " + count + " parts");
        }
        List<Part> children = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            children.add(part(from, depth + 1));
        }
        Optional<Part> message =
                from.get() == 1 ? Optional.of(part(from, depth + 1)) : Optional.empty();
        return new Part(headerStart, bodyStart, end, lines, type, children, message);
    }

    private static long number(ByteBuffer from) {
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

    private static String text(ByteBuffer from) {
        int length = (int) number(from);
        if (length < 0 || length > from.remaining()) {
            throw new IllegalArgumentException("torn summary");
        }
        byte[] bytes = new byte[length];
        from.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A growing buffer. */
    private static final class Writer {
        private ByteBuffer buffer = ByteBuffer.allocate(256);

        void octet(int value) {
            room(1);
            buffer.put((byte) value);
        }

        void number(long value) {
            room(10);
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                buffer.put((byte) (rest | 0x80));
                rest >>>= 7;
            }
            buffer.put((byte) rest);
        }

        void text(String value) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            number(bytes.length);
            room(bytes.length);
            buffer.put(bytes);
        }

        void part(Part part) {
            number(part.headerStart());
            number(part.bodyStart() - part.headerStart());
            number(part.end() - part.bodyStart());
            number(part.bodyLines());
            text(part.mediaType());
            number(part.children().size());
            part.children().forEach(this::part);
            octet(part.message().isPresent() ? 1 : 0);
            part.message().ifPresent(this::part);
        }

        ByteBuffer toBuffer() {
            return buffer.flip();
        }

        private void room(int octets) {
            if (buffer.remaining() < octets) {
                ByteBuffer larger =
                        ByteBuffer.allocate(
                                Math.max(buffer.capacity() * 2, buffer.position() + octets));
                buffer = larger.put(buffer.flip());
            }
        }
    }
}
