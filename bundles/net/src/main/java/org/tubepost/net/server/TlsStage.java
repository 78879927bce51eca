// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.tubepost.net.secure.TlsCodec;

/**
 * TLS on the server side of a connection, driven by what comes in. Runs on the connection's I/O
 * thread; the arithmetic of the handshake goes to a pool of its own and comes back. A client that
 * wants to negotiate again (TLS 1.2) is cut off, as it costs us much and it little.
 */
final class TlsStage {
    private final TlsCodec codec;
    private final SSLEngine engine;
    private final Owner owner;
    private final Executor handshakes;
    private boolean computing;
    private boolean secured;

    /** The connection. All calls come on its I/O thread. */
    interface Owner {
        /** Send this. */
        void emit(ByteBuffer cipher);

        /** The handshake is done. */
        void secured(TlsCodec codec);

        /** Plain octets came in. */
        void decrypted(ByteBuffer plain);

        /** The peer has ended its side. */
        void inputEnded();

        /** False while octets are not wanted. */
        boolean wantsOctets();

        /** Runs a task on the I/O thread, which then calls {@link TlsStage#step}. */
        void resume();

        /** Room for plain octets. */
        ByteBuffer room();
    }

    TlsStage(SSLEngine engine, Owner owner, Executor handshakes) throws SSLException {
        engine.beginHandshake(); // else an engine that has heard nothing looks like one that is
        // done
        this.codec = new TlsCodec(engine);
        this.engine = engine;
        this.owner = owner;
        this.handshakes = handshakes;
    }

    boolean isSecured() {
        return secured;
    }

    /** Takes what came in, which is good during the call only: the codec keeps half a record. */
    void received(ByteBuffer cipher) throws SSLException {
        codec.feed(ByteBuffer.allocate(cipher.remaining()).put(cipher).flip());
        step();
    }

    /** Goes as far as the octets at hand allow. */
    void step() throws SSLException {
        while (!computing && advance()) {
            // Each round handles one record or one thing to say.
        }
    }

    /** What to say when the connection ends. */
    ByteBuffer close() throws SSLException {
        return codec.close();
    }

    /** The alert that tells the peer why the connection ends. */
    ByteBuffer alert() throws SSLException {
        return codec.wrap();
    }

    private boolean advance() throws SSLException {
        HandshakeStatus status = codec.status();
        if (secured
                && status != HandshakeStatus.NOT_HANDSHAKING
                && engine.getSession().getProtocol().equals("TLSv1.2")
                && !engine.isInboundDone()) {
            throw new SSLException("renegotiation refused");
        }
        return switch (status) {
            case NEED_TASK -> compute();
            case NEED_WRAP -> speak();
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> listen();
            case NOT_HANDSHAKING, FINISHED -> secured ? converse() : finish();
        };
    }

    private boolean compute() throws SSLException {
        try {
            handshakes.execute(
                    () -> {
                        try {
                            codec.runTasks();
                        } finally {
                            owner.resume();
                        }
                    });
            computing = true;
            return false;
        } catch (RejectedExecutionException overloaded) {
            throw new SSLException("too many handshakes at once", overloaded);
        }
    }

    /** The tasks are done; called on the I/O thread before {@link #step}. */
    void computed() {
        computing = false;
    }

    private boolean speak() throws SSLException {
        ByteBuffer cipher = codec.wrap();
        if (!cipher.hasRemaining()) {
            return false;
        }
        owner.emit(cipher);
        return true;
    }

    private boolean listen() throws SSLException {
        if (codec.needsMore()) {
            return false;
        }
        codec.unwrap(owner.room());
        return !ended();
    }

    private boolean finish() throws SSLException {
        secured = true;
        owner.secured(codec);
        return true;
    }

    private boolean converse() throws SSLException {
        if (codec.needsMore() || !owner.wantsOctets()) {
            return false;
        }
        ByteBuffer plain = owner.room();
        codec.unwrap(plain);
        if (plain.hasRemaining()) {
            owner.decrypted(plain);
        }
        return !ended();
    }

    private boolean ended() {
        if (codec.inputEnded()) {
            owner.inputEnded();
            return true;
        }
        return false;
    }
}
