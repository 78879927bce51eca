// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.ServerTls;
import org.tubepost.net.secure.TlsCodec;

/**
 * What a connection has of TLS: nothing; a handshake that waits for somebody to offer an engine, or
 * is under way; or a secured stage. Belongs to the I/O thread, but for {@link #description}, {@link
 * #session} and {@link #await}.
 */
final class ConnectionTls implements TlsStage.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionTls.class);
    private static final long SECOND = 1_000_000_000L;
    private static final int MOST_DROPPED = 256 * 1024;

    private final ConnectionTurns turns;
    private final SocketSession socket;
    private final Outbox outbox;
    private final Surroundings surroundings;
    private final ServerTls rules;
    private volatile String description = "";
    private volatile SSLSession session;
    private volatile boolean awaited;
    private TlsStage stage;
    private long handshakeSince;

    ConnectionTls(
            ConnectionTurns turns,
            SocketSession socket,
            Outbox outbox,
            Surroundings surroundings,
            ServerTls rules) {
        this.turns = turns;
        this.socket = socket;
        this.outbox = outbox;
        this.surroundings = surroundings;
        this.rules = rules;
    }

    /** Protocol and cipher; empty before the handshake is done. */
    String description() {
        return description;
    }

    /** The session; null before the handshake is done. */
    SSLSession session() {
        return session;
    }

    /** What comes in from here on is dropped until the handshake begins. */
    void await() {
        awaited = true;
    }

    boolean isAwaited() {
        return awaited;
    }

    boolean hasBegun() {
        return stage != null;
    }

    boolean isHandshaking() {
        return handshakeSince != 0;
    }

    boolean hasFailedToSecure() {
        return stage != null && !stage.isSecured();
    }

    /** Begins the handshake, or waits for the next second if nobody offers an engine now. */
    void begin() throws IOException {
        if (handshakeSince == 0) {
            handshakeSince = System.nanoTime();
        }
        Optional<SSLEngine> engine = surroundings.engines().apply(rules);
        if (engine.isEmpty()) {
            socket.suspendRead(); // asked again every second
            return;
        }
        stage = new TlsStage(engine.get(), this, surroundings.handshakes());
        awaited = false;
        socket.resumeRead();
    }

    /** True when the handshake has taken too long. */
    boolean isLate(long now) {
        return now - handshakeSince >= surroundings.handshakeSeconds() * SECOND;
    }

    void received(ByteBuffer cipher) throws SSLException {
        stage.received(cipher);
    }

    /** Goes on with records that came while octets were not wanted. */
    void goOn() throws SSLException {
        stage.step();
    }

    /** Tells the peer that nothing more comes, if there is TLS. */
    void sayClosed() throws SSLException {
        if (stage != null && stage.isSecured()) {
            emit(stage.close());
        }
    }

    /** Tells the peer why the connection ends. */
    void sayAlert() throws SSLException {
        emit(stage.alert());
    }

    /** Reads away what the client sent in clear before it could have seen our answer. */
    void dropReceived() {
        try {
            ByteBuffer dropped = socket.processor().chunk();
            int left = MOST_DROPPED;
            int read;
            do {
                read = socket.channel().read(dropped.clear());
                left -= read;
            } while (read > 0 && left > 0);
        } catch (IOException reset) {
            LOG.debug("{}: {}", turns, reset.toString());
        }
    }

    @Override
    public void emit(ByteBuffer cipher) {
        if (cipher.hasRemaining()) {
            outbox.sendRaw(cipher);
        }
    }

    @Override
    public void secured(TlsCodec codec) {
        handshakeSince = 0;
        description = codec.description();
        session = codec.session();
        outbox.secure(codec);
        turns.secured();
    }

    @Override
    public void decrypted(ByteBuffer plain) {
        turns.deliver(plain);
    }

    @Override
    public void inputEnded() {
        turns.inputEnded();
    }

    @Override
    public boolean wantsOctets() {
        return turns.wantsOctets();
    }

    @Override
    public void resume() {
        turns.post(
                () -> {
                    stage.computed();
                    stage.step();
                });
    }

    @Override
    public ByteBuffer room() {
        return socket.processor().plain();
    }
}
