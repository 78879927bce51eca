// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.remote;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.tubepost.api.protocol.ClientConnection;
import org.tubepost.wire.imap.Literal;
import org.tubepost.wire.imap.RawCommand;

/**
 * Lines and literals of a connection to an IMAP server. A literal behind {@code BODY[]} goes on as
 * it comes; what else is read has a limit.
 */
final class ImapLink implements AutoCloseable {
    private static final int LINE_AT_MOST = 1 << 20;
    private static final int RESPONSE_AT_MOST = 1 << 21;
    private static final int BUFFER = 1 << 16;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d{1,18})\\+?}$");

    private final ClientConnection connection;
    private final Duration timeout;
    private final Waiting patience;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER).flip();

    ImapLink(ClientConnection connection, Duration timeout, Waiting patience) {
        this.connection = connection;
        this.timeout = timeout;
        this.patience = patience;
        connection.timeout(LOOK);
    }

    /** What came in clear is thrown away: it may have been injected. */
    void startTls(SSLContext context, String host, boolean verify) throws IOException {
        in.clear().flip();
        connection.timeout(timeout);
        connection.startTls(context, host, verify);
        connection.timeout(LOOK);
    }

    void write(String octets) throws IOException {
        connection.timeout(timeout);
        connection.write(ByteBuffer.wrap(octets.getBytes(ISO_8859_1)));
        connection.timeout(LOOK);
    }

    /**
     * Reads a response whole.
     *
     * @param bodies take literals of {@code BODY[]}, which are empty in the result
     */
    RawCommand response(Optional<Arrivals> bodies) throws IOException {
        List<byte[]> texts = new ArrayList<>();
        List<Literal> literals = new ArrayList<>();
        int room = RESPONSE_AT_MOST;
        while (true) {
            byte[] line = line();
            // One octet for the line itself: empty ones without end are too many, too.
            room -= line.length + 1;
            if (room < 0) {
                throw new IOException("the server sends a response that has no end");
            }
            String text = new String(line, ISO_8859_1);
            Matcher announced = LITERAL.matcher(text);
            if (!announced.find()) {
                texts.add(line);
                return new RawCommand(texts, literals);
            }
            long size = Long.parseLong(announced.group(1));
            String before = text.substring(0, announced.start());
            texts.add(before.getBytes(ISO_8859_1));
            if (bodies.isPresent() && before.toUpperCase(Locale.ROOT).endsWith("BODY[] ")) {
                body(size, bodies.get());
                literals.add(new Literal(new byte[0], Optional.empty()));
                continue;
            }
            room -= (int) Math.min(size, Integer.MAX_VALUE / 2);
            if (room < 0) {
                throw new IOException("the server sends " + size + " octets that nobody asked for");
            }
            literals.add(new Literal(octets((int) size), Optional.empty()));
        }
    }

    private void body(long size, Arrivals to) throws IOException {
        to.begin(size);
        for (long left = size; left > 0; ) {
            fill();
            int count = (int) Math.min(left, in.remaining());
            to.piece(in.slice(in.position(), count));
            in.position(in.position() + count);
            left -= count;
        }
    }

    private byte[] octets(int count) throws IOException {
        byte[] octets = new byte[count];
        for (int at = 0; at < count; ) {
            fill();
            int some = Math.min(count - at, in.remaining());
            in.get(octets, at, some);
            at += some;
        }
        return octets;
    }

    /** A line without its end. */
    private byte[] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        while (true) {
            fill();
            byte octet = in.get();
            if (octet == '\n') {
                byte[] all = line.toByteArray();
                boolean cr = all.length > 0 && all[all.length - 1] == '\r';
                return cr ? Arrays.copyOf(all, all.length - 1) : all;
            }
            line.write(octet);
            if (line.size() > LINE_AT_MOST) {
                throw new IOException("the server sends a line that has no end");
            }
        }
    }

    private void fill() throws IOException {
        if (in.hasRemaining()) {
            return;
        }
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            patience.check();
            in.clear();
            try {
                int got = connection.read(in);
                in.flip();
                if (got < 0) {
                    throw new EOFException("the server closed the connection");
                }
                return;
            } catch (SocketTimeoutException silent) {
                in.clear().flip();
                if (System.nanoTime() - end > 0) {
                    throw new SocketTimeoutException(
                            "the server was silent for " + timeout.toSeconds() + " s");
                }
            }
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
