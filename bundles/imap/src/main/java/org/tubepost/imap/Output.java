// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.zip.Deflater;
import org.tubepost.api.message.Content;
import org.tubepost.api.protocol.Connection;

/**
 * Answers on their way to the client. Small ones are gathered, so that a batch of them is one
 * write; large stretches of messages go from file to socket, or, when the client has asked for
 * compression, wait on disk until the network has taken what is before them. Used by one thread at
 * a time.
 */
final class Output {
    private static final int GATHERED = 32 * 1024;
    private static final int SMALL = 16 * 1024;
    private static final int RESTING = 512;
    private static final int DIGITS = 20;

    private final Connection connection;
    private final long maxPending;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private byte[] buffer = new byte[RESTING];
    private int length;
    private Optional<Deflater> deflater = Optional.empty();

    /** A stretch that is not compressed yet, and what stands before it. */
    private static final class Waiting {
        private final byte[] before;
        private final Content content;
        private final long end;
        private long at;
        private boolean begun;

        Waiting(byte[] before, Content content, long from, long end) {
            this.before = before;
            this.content = content;
            this.at = from;
            this.end = end;
        }
    }

    /**
     * To a connection.
     *
     * @param maxPending octets that wait for the network beyond which no more is compressed
     */
    Output(Connection connection, long maxPending) {
        this.connection = connection;
        this.maxPending = maxPending;
    }

    /** Characters, one octet each. */
    Output text(String latin1) {
        byte[] octets = latin1.getBytes(StandardCharsets.ISO_8859_1);
        return octets(octets, 0, octets.length);
    }

    /** One octet. */
    Output character(char latin1) {
        reserve(1);
        buffer[length++] = (byte) latin1;
        return this;
    }

    /** A number that is not negative, in decimal digits. */
    Output number(long value) {
        reserve(DIGITS);
        int end = length + DIGITS;
        int begin = end;
        long rest = value;
        do {
            buffer[--begin] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        System.arraycopy(buffer, begin, buffer, length, end - begin);
        length += end - begin;
        if (length >= GATHERED) {
            flush();
        }
        return this;
    }

    private void reserve(int more) {
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }

    /** A whole line. */
    void line(String latin1) {
        text(latin1).text("\r\n");
    }

    Output octets(byte[] octets, int from, int count) {
        reserve(count);
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
            if (deflater.isPresent()) {
                waiting.add(new Waiting(taken(), content.retain(), from, from + count));
                return;
            }
            flush();
            connection.write(content, from, count);
            return;
        }
        // Read before its length is promised, so that a failure leaves a whole answer behind.
        literal(read(content, from, (int) count));
    }

    private static byte[] read(Content content, long from, int count) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(count);
        while (octets.hasRemaining()) {
            if (content.read(from + octets.position(), octets) < 0) {
                throw new IOException("content ends early");
            }
        }
        return octets.array();
    }

    /** Octets as a literal. */
    void literal(byte[] octets) {
        text("{" + octets.length + "}\r\n").octets(octets, 0, octets.length);
    }

    /** Gives everything to the network, except what waits behind a stretch of a message. */
    void flush() {
        if (length > 0 && waiting.isEmpty()) {
            write(taken());
        }
    }

    private byte[] taken() {
        byte[] taken = Arrays.copyOf(buffer, length);
        length = 0;
        if (buffer.length > 2 * GATHERED) {
            buffer = new byte[RESTING];
        }
        return taken;
    }

    /** Nothing is under way: most clients are silent for long, and need no room meanwhile. */
    void rest() {
        flush();
        if (length == 0 && buffer.length > RESTING) {
            buffer = new byte[RESTING];
        }
    }

    private void write(byte[] octets) {
        connection.write(
                ByteBuffer.wrap(deflater.isPresent() ? packed(deflater.get(), octets) : octets));
    }

    private static byte[] packed(Deflater deflater, byte[] octets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(octets.length / 2 + 64);
        byte[] chunk = new byte[4096];
        deflater.setInput(octets);
        int count;
        do {
            count = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
            out.write(chunk, 0, count);
        } while (count == chunk.length);
        return out.toByteArray();
    }

    /**
     * Compresses stretches that wait, as far as the network goes along.
     *
     * @return false when some still wait: to be called again when the network has taken something
     * @throws IOException if a message cannot be read; its length has been promised, so the
     *     connection must be closed
     */
    boolean pump() throws IOException {
        while (!waiting.isEmpty()) {
            if (connection.pendingOctets() > maxPending) {
                return false;
            }
            Waiting first = waiting.peek();
            if (!first.begun) {
                first.begun = true;
                write(first.before);
            }
            int count = (int) Math.min(GATHERED, first.end - first.at);
            write(read(first.content, first.at, count));
            first.at += count;
            if (first.at == first.end) {
                waiting.remove().content.close();
            }
        }
        return true;
    }

    /** Compresses everything from here on (RFC 4978). */
    void compress() {
        flush();
        deflater = Optional.of(new Deflater(Deflater.DEFAULT_COMPRESSION, true));
    }

    boolean isCompressed() {
        return deflater.isPresent();
    }

    /** Octets that wait for the network. */
    long pending() {
        return connection.pendingOctets();
    }

    /** Lets go of everything. */
    void free() {
        waiting.forEach(w -> w.content.close());
        waiting.clear();
        deflater.ifPresent(Deflater::end);
        deflater = Optional.empty();
    }
}
