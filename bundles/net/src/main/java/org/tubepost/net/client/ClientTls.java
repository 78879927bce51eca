// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.client;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.tubepost.net.secure.TlsCodec;

/**
 * TLS over a {@link TimedSocket}. The server's name goes out as SNI (RFC 6066 section 3) unless it
 * is an address; the check of the certificate against the name follows RFC 2818 section 3.1, the
 * rule that RFC 8314 and RFC 7817 share.
 */
final class ClientTls {
    private static final int CIPHER_ROOM = 32 * 1024;

    private final TimedSocket socket;
    private final TlsCodec codec;
    private ByteBuffer plain = ByteBuffer.allocate(0);

    ClientTls(TimedSocket socket, SSLContext context, String name, int port, boolean verify) {
        this.socket = socket;
        String host = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        if (!isAddress(host)) {
            parameters.setServerNames(List.of(new SNIHostName(host)));
        }
        if (verify) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        engine.setSSLParameters(parameters);
        this.codec = new TlsCodec(engine);
        engineStarts(engine);
    }

    private static void engineStarts(SSLEngine engine) {
        try {
            engine.beginHandshake();
        } catch (SSLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Literals only; never asks the name service. */
    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9.]+") || host.isEmpty();
    }

    String description() {
        return codec.description();
    }

    SSLSession session() {
        return codec.session();
    }

    void handshake() throws IOException {
        try {
            while (isHandshaking()) {
                step();
            }
        } catch (IOException failed) {
            sayWhy();
            throw failed;
        }
    }

    /** The server learns why, if it still listens. */
    private void sayWhy() {
        try {
            socket.write(codec.wrap());
        } catch (IOException gone) {
            // The reason for the failure is on its way to the caller already.
        }
    }

    private boolean isHandshaking() {
        HandshakeStatus status = codec.status();
        return status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED;
    }

    private void step() throws IOException {
        switch (codec.status()) {
            case NEED_TASK -> codec.runTasks();
            case NEED_WRAP -> {
                ByteBuffer cipher = codec.wrap();
                if (!cipher.hasRemaining() && codec.status() == HandshakeStatus.NEED_WRAP) {
                    throw new SSLHandshakeException("connection is closing");
                }
                socket.write(cipher);
            }
            default -> {
                if (codec.needsMore() && !fill()) {
                    throw new EOFException("server closed during the TLS handshake");
                }
                decrypt();
            }
        }
    }

    private boolean fill() throws IOException {
        ByteBuffer cipher = ByteBuffer.allocate(CIPHER_ROOM);
        if (socket.read(cipher) < 0) {
            return false;
        }
        codec.feed(cipher.flip());
        return true;
    }

    private void decrypt() throws IOException {
        ByteBuffer room = ByteBuffer.allocate(codec.plainRoom());
        codec.unwrap(room);
        if (room.hasRemaining()) {
            plain =
                    plain.hasRemaining()
                            ? ByteBuffer.allocate(plain.remaining() + room.remaining())
                                    .put(plain)
                                    .put(room)
                                    .flip()
                            : room;
        }
    }

    int read(ByteBuffer into) throws IOException {
        while (!plain.hasRemaining()) {
            if (codec.inputEnded()) {
                return -1;
            }
            if (isHandshaking()) {
                step();
            } else if (codec.needsMore() && !fill()) {
                return -1;
            } else {
                decrypt();
            }
        }
        return take(into);
    }

    /** Like {@link #read}, but only what is there. */
    int readNow(ByteBuffer into) throws IOException {
        ByteBuffer cipher = ByteBuffer.allocate(CIPHER_ROOM);
        int read = socket.readNow(cipher);
        if (read > 0) {
            codec.feed(cipher.flip());
        }
        while (!plain.hasRemaining() && !codec.needsMore() && !codec.inputEnded()) {
            decrypt();
        }
        return !plain.hasRemaining() && (read < 0 || codec.inputEnded()) ? -1 : take(into);
    }

    private int take(ByteBuffer into) {
        int count = Math.min(plain.remaining(), into.remaining());
        into.put(plain.slice(plain.position(), count));
        plain.position(plain.position() + count);
        return count;
    }

    void write(ByteBuffer data) throws IOException {
        while (data.hasRemaining()) {
            if (isHandshaking()) {
                step();
                continue;
            }
            int share = Math.min(data.remaining(), CIPHER_ROOM);
            ByteBuffer piece = data.slice(data.position(), share);
            socket.write(codec.wrap(piece));
            data.position(data.position() + share - piece.remaining());
        }
    }

    /** Says goodbye; does not wait for an answer. */
    void close() throws IOException {
        socket.timeout(Duration.ofSeconds(1));
        socket.write(codec.close());
    }
}
