// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A client's end of a connection by IMAP, plain, one thread: octets out, whole answers in. An
 * answer is a line with the literals in it. It is read into memory that the next one uses again, so
 * that a client that measures costs little. Octets are characters of Latin-1 here.
 */
public final class ImapWire implements AutoCloseable {
    private static final int LINE_OCTETS = 512;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final byte[] octets;
    private int at;
    private int end;
    private byte[] answer = new byte[LINE_OCTETS];
    private int length;

    /**
     * Connects.
     *
     * @param bufferOctets read at once
     * @param patienceMillis longest silence that is waited for
     */
    public ImapWire(InetSocketAddress server, int bufferOctets, int patienceMillis)
            throws IOException {
        octets = new byte[bufferOctets];
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(patienceMillis);
            socket.connect(server, patienceMillis);
            in = socket.getInputStream();
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    /** Sends octets at once. */
    public void send(byte[] text) throws IOException {
        socket.getOutputStream().write(text);
    }

    /** Sends text as Latin-1. */
    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** True when an answer, or a part of it, has come in already. */
    public boolean hasInput() throws IOException {
        return at < end || in.available() > 0;
    }

    /** Other words for the longest silence that is waited for. */
    public void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    /**
     * Reads an answer, with its last CR LF.
     *
     * @throws EOFException when the server has closed the connection
     */
    public void next() throws IOException {
        length = 0;
        while (true) {
            line();
            int literal = literal();
            if (literal < 0) {
                return;
            }
            take(literal);
        }
    }

    /** Octets of the answer that was read last. */
    public int length() {
        return length;
    }

    /** Whether the answer that was read last has this text at an offset. */
    public boolean has(int offset, String text) {
        if (offset + text.length() > length) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (answer[offset + i] != (byte) text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The answer that was read last, without its last CR LF. */
    public String text() {
        int without = length;
        while (without > 0 && (answer[without - 1] == '\n' || answer[without - 1] == '\r')) {
            without--;
        }
        return new String(answer, 0, without, StandardCharsets.ISO_8859_1);
    }

    /** Up to and with the next LF. */
    private void line() throws IOException {
        while (true) {
            if (at == end) {
                fill();
            }
            int stop = at;
            while (stop < end && octets[stop] != '\n') {
                stop++;
            }
            boolean whole = stop < end;
            copy(whole ? stop + 1 - at : stop - at);
            if (whole) {
                return;
            }
        }
    }

    private void fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(octets));
        if (end == 0) {
            throw new EOFException("closed by the server");
        }
    }

    private void copy(int count) {
        if (length + count > answer.length) {
            answer = Arrays.copyOf(answer, Math.max(length + count, answer.length * 2));
        }
        System.arraycopy(octets, at, answer, length, count);
        length += count;
        at += count;
    }

    private void take(int literal) throws IOException {
        int missing = literal;
        while (missing > 0) {
            if (at == end) {
                fill();
            }
            int count = Math.min(missing, end - at);
            copy(count);
            missing -= count;
        }
    }

    /** Size of the literal that a line announces at its end; negative when there is none. */
    private int literal() {
        int i = length - 2;
        if (i >= 0 && answer[i] == '\r') {
            i--;
        }
        if (i < 1 || answer[i] != '}') {
            return -1;
        }
        int digits = i;
        while (digits > 0 && answer[digits - 1] >= '0' && answer[digits - 1] <= '9') {
            digits--;
        }
        if (digits == i || digits == 0 || answer[digits - 1] != '{') {
            return -1;
        }
        return Integer.parseInt(
                new String(answer, digits, i - digits, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
