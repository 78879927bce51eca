// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.defragment;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.message.HeaderBlock;
import org.tubepost.message.HeaderField;

/**
 * Writes the whole message from its parts (RFC 2046 section 5.2.2.1): the header of the first part
 * without the fields that speak of the part; then those fields of the enclosed message, and no
 * others of it; then the bodies, one behind the other. Bodies pass through one buffer.
 */
final class JoinedMessage {
    private static final int LONGEST_HEADER = 1 << 20;
    private static final byte[] LINE_BREAK = {'\r', '\n'};
    private static final Set<String> OF_THE_PART =
            Set.of("subject", "message-id", "encrypted", "mime-version");

    private final List<Path> parts;

    JoinedMessage(List<Path> parts) {
        this.parts = List.copyOf(parts);
    }

    void writeTo(Transaction to) throws IOException {
        for (int i = 0; i < parts.size(); i++) {
            try (FileChannel part = FileChannel.open(parts.get(i), StandardOpenOption.READ)) {
                byte[] outer = header(part, 0);
                long body = outer.length;
                if (i == 0) {
                    byte[] inner = header(part, body);
                    to.write(ByteBuffer.wrap(merged(outer, inner)));
                    body += inner.length;
                }
                copy(part, body, to);
            }
        }
    }

    /** The octets up to the empty line and with it; all that are left if there is none. */
    private static byte[] header(FileChannel part, long from) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        int line = 0;
        for (long at = from; part.read(buffer.clear(), at) > 0; at += buffer.limit()) {
            buffer.flip();
            for (int i = 0; i < buffer.limit(); i++) {
                byte octet = buffer.get(i);
                octets.write(octet);
                if (octet == '\n' && line == 0) {
                    return octets.toByteArray();
                }
                line = octet == '\n' ? 0 : line + (octet == '\r' ? 0 : 1);
            }
            if (octets.size() > LONGEST_HEADER) {
                throw new IOException("a header is longer than " + LONGEST_HEADER + " octets");
            }
        }
        return octets.toByteArray();
    }

    private static byte[] merged(byte[] outer, byte[] inner) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        fields(outer, false, out);
        fields(inner, true, out);
        out.writeBytes(LINE_BREAK);
        return out.toByteArray();
    }

    private static void fields(byte[] header, boolean ofThePart, ByteArrayOutputStream out) {
        for (HeaderField field : HeaderBlock.parse(header).fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if ((OF_THE_PART.contains(name) || name.startsWith("content-")) == ofThePart) {
                byte[] octets = new byte[field.raw().remaining()];
                field.raw().get(octets);
                out.writeBytes(octets);
            }
        }
    }

    private static void copy(FileChannel part, long from, Transaction to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        long at = from;
        while (part.read(buffer.clear(), at) > 0) {
            at += buffer.flip().limit();
            to.write(buffer);
        }
    }
}
