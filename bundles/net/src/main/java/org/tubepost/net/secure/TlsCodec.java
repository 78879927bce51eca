// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.secure;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * An {@link SSLEngine} with the ciphertext that waits for it and nothing else: it knows no socket.
 * Between records nothing is kept, so a quiet connection costs no buffer.
 *
 * <p>Used by one thread at a time; {@link #runTasks} may run beside {@link #feed} only.
 */
public final class TlsCodec {
    /** Room for the plain octets of any record. */
    public static final int PLAIN_ROOM = 64 * 1024;

    private static final int PLAIN_PER_RECORD = 16_384;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private ByteBuffer input = NOTHING;
    private Status last = Status.OK;

    /** A codec for an engine whose mode is set already. */
    public TlsCodec(SSLEngine engine) {
        this.engine = engine;
    }

    /** What the handshake waits for. */
    public HandshakeStatus status() {
        return engine.getHandshakeStatus();
    }

    /** Protocol and cipher in the form of {@code Connection.tls()}. */
    public String description() {
        SSLSession session = engine.getSession();
        return session.getProtocol() + " " + session.getCipherSuite();
    }

    /** What the finished handshake agreed on. */
    public SSLSession session() {
        return engine.getSession();
    }

    /** Octets that {@link #unwrap} may yield at once. */
    public int plainRoom() {
        return engine.getSession().getApplicationBufferSize();
    }

    /** Takes ciphertext; the buffer must not be changed afterwards. */
    public void feed(ByteBuffer cipher) {
        if (input.hasRemaining()) {
            ByteBuffer joined = ByteBuffer.allocate(input.remaining() + cipher.remaining());
            input = joined.put(input).put(cipher).flip();
        } else {
            input = cipher.slice();
        }
        last = Status.OK;
    }

    /** True when nothing more can be decrypted before more is fed. */
    public boolean needsMore() {
        return !input.hasRemaining() || last != Status.OK;
    }

    /** True when the peer has said that nothing follows. */
    public boolean inputEnded() {
        return engine.isInboundDone();
    }

    /**
     * Decrypts at most one record.
     *
     * @param plain of {@link #plainRoom} octets at least; afterwards it holds what was decrypted,
     *     nothing for records of the handshake and while the record is incomplete
     */
    public void unwrap(ByteBuffer plain) throws SSLException {
        plain.clear();
        last = engine.unwrap(input, plain).getStatus();
        if (last == Status.BUFFER_OVERFLOW) {
            throw new SSLException("record too large");
        }
        if (!input.hasRemaining()) {
            input = NOTHING;
        }
        plain.flip();
    }

    /** Encrypts all of the buffer; an empty one yields what the handshake has to say. */
    public ByteBuffer wrap(ByteBuffer plain) throws SSLException {
        int record = engine.getSession().getPacketBufferSize();
        ByteBuffer cipher =
                plain.remaining() < PLAIN_PER_RECORD
                        ? ByteBuffer.allocate(record)
                        : ByteBuffer.allocate(
                                plain.remaining()
                                        + (plain.remaining() / PLAIN_PER_RECORD + 2) * 512
                                        + PLAIN_PER_RECORD);
        do {
            SSLEngineResult result = engine.wrap(plain, cipher);
            if (result.getStatus() == Status.BUFFER_OVERFLOW) {
                cipher = ByteBuffer.allocate(cipher.capacity() + record).put(cipher.flip());
            } else if (result.getStatus() == Status.CLOSED
                    || (result.bytesProduced() == 0 && result.bytesConsumed() == 0)) {
                break;
            }
        } while (plain.hasRemaining() || status() == HandshakeStatus.NEED_WRAP);
        return cipher.flip();
    }

    /** What the handshake, an alert or a closure has to say now. */
    public ByteBuffer wrap() throws SSLException {
        return wrap(NOTHING.duplicate());
    }

    /** Runs what the engine wants computed; takes milliseconds. */
    public void runTasks() {
        for (Runnable task = engine.getDelegatedTask();
                task != null;
                task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Ends the own side; what is to be sent then is returned. */
    public ByteBuffer close() throws SSLException {
        engine.closeOutbound();
        return wrap();
    }
}
