// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.io.IOException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.protocol.Session;

/**
 * The end of a connection: the last words are said, and when they are out we hang up. After that
 * the socket is kept for two seconds to read and drop what the peer still sends, since closing it
 * with unread octets would make the system throw our last words away.
 *
 * <p>Belongs to the I/O thread, but for {@link #abort}.
 */
final class Farewell {
    private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);
    private static final long SECOND = 1_000_000_000L;
    private static final int DRAIN_SECONDS = 2;

    private final ServerConnection connection;
    private final Supplier<Session> session;
    private final SocketSession socket;
    private final Outbox outbox;
    private final Ending ending;
    private final ConnectionTls tls;
    private boolean lastWordsSaid;
    private boolean hungUp;
    private boolean closedTold;
    private long since;

    /**
     * Of a connection that has begun.
     *
     * @param session who is told; gives null while there is none
     */
    Farewell(
            ServerConnection connection,
            Supplier<Session> session,
            SocketSession socket,
            Outbox outbox,
            Ending ending,
            ConnectionTls tls) {
        this.connection = connection;
        this.session = session;
        this.socket = socket;
        this.outbox = outbox;
        this.ending = ending;
        this.tls = tls;
    }

    /** True when nothing more is sent but what is on its way. */
    boolean lastWordsSaid() {
        return lastWordsSaid;
    }

    boolean hungUp() {
        return hungUp;
    }

    /** Everything written is out. */
    void sayLastWords() throws IOException {
        lastWordsSaid = true;
        tls.sayClosed();
    }

    /** The stream cannot go on: say why if TLS has words for it, and hang up. */
    void broken(IOException cause) {
        if (tls.hasFailedToSecure()) {
            LOG.info("{}: TLS handshake failed: {}", connection, cause.getMessage());
        } else {
            LOG.debug("{}: {}", connection, cause.toString());
        }
        ending.sealed = true;
        if (!tls.hasBegun() || lastWordsSaid) {
            ending.gone = true;
            socket.closeNow();
            return;
        }
        lastWordsSaid = true;
        try {
            tls.sayAlert();
        } catch (IOException mute) {
            LOG.debug("{}: no alert: {}", connection, mute.toString());
        }
        if (outbox.nothingInFlight()) {
            hangUp();
        }
    }

    void hangUp() {
        if (hungUp) {
            return;
        }
        hungUp = true;
        ending.sealed = true;
        since = System.nanoTime();
        tellClosed();
        if (ending.inputEnded || ending.goodbyeHeard && !tls.hasBegun()) {
            socket.closeNow();
            return;
        }
        try {
            socket.channel().shutdownOutput();
            socket.resumeRead();
        } catch (IOException reset) {
            LOG.debug("{}: {}", connection, reset.toString());
            socket.closeNow();
        }
    }

    /** After hanging up: closes the socket when the peer has been heard out for long enough. */
    void tick(long now) {
        if (now - since >= DRAIN_SECONDS * SECOND) {
            socket.closeNow();
        }
    }

    void abort() {
        ending.sealed = true;
        ending.gone = true;
        if (socket.processor().isCurrentThread()) {
            socket.closeNow();
        } else {
            socket.processor().post(socket::closeNow);
        }
    }

    /** The socket failed. */
    void failed(Throwable cause) {
        LOG.debug("{}: {}", connection, cause.toString());
        ending.gone = true;
        socket.closeNow();
    }

    /** The socket is closed. */
    void destroyed() {
        ending.sealed = true;
        ending.gone = true;
        outbox.discardInFlight();
        outbox.discard();
        tellClosed();
    }

    private void tellClosed() {
        if (closedTold) {
            return;
        }
        closedTold = true;
        connection.forgetWritable();
        Session told = session.get();
        if (told != null) {
            try {
                told.closed();
            } catch (RuntimeException bug) {
                LOG.error("{}: session failed to close", connection, bug);
            }
        }
    }
}
