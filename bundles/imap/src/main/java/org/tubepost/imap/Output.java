// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.tubepost.api.message.Content;
import org.tubepost.api.protocol.Connection;

/**
 * Answers on their way to the client. Small ones are gathered, so that a batch of them is one
 * write; large stretches of messages go from file to socket. Used by one thread at a time.
 */
final class Output {
    private static final int GATHERED = 32 * 1024;
    private static final int SMALL = 16 * 1024;

    private final Connection connection;
    private byte[] buffer = new byte[512];
    private int length;

    Output(Connection connection) {
        this.connection = connection;
    }

    /** Characters, one octet each. */
    Output text(String latin1) {
        byte[] octets = latin1.getBytes(StandardCharsets.ISO_8859_1);
        return octets(octets, 0, octets.length);
    }

    /** A whole line. */
    void line(String latin1) {
        text(latin1).text("\r\n");
    }

    Output octets(byte[] octets, int from, int count) {
        if (length + count > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + count));
        }
        System.arraycopy(octets, from, buffer, length, count);
        length += count;
        if (length >= GATHERED) {
            flush();
        }
        return this;
    }

    /** A stretch of a message as a literal. */
    void literal(Content content, long from, long count) throws IOException {
        if (count > SMALL) {
            text("{" + count + "}\r\n");
            flush();
            connection.write(content, from, count);
            return;
        }
        // Read before its length is promised, so that a failure leaves a whole answer behind.
        ByteBuffer octets = ByteBuffer.allocate((int) count);
        while (octets.hasRemaining()) {
            if (content.read(from + octets.position(), octets) < 0) {
                throw new IOException("content ends early");
            }
        }
        literal(octets.array());
    }

    /** Octets as a literal. */
    void literal(byte[] octets) {
        text("{" + octets.length + "}\r\n").octets(octets, 0, octets.length);
    }

    /** Gives everything to the network. */
    void flush() {
        if (length > 0) {
            connection.write(ByteBuffer.wrap(Arrays.copyOf(buffer, length)));
            length = 0;
            if (buffer.length > 2 * GATHERED) {
                buffer = new byte[512];
            }
        }
    }

    /** Octets that wait for the network. */
    long pending() {
        return connection.pendingOctets();
    }
}
