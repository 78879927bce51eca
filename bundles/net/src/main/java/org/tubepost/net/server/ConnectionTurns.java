// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.protocol.Session;

/**
 * What happens to a connection. Everything does in a <i>turn</i> on its I/O thread: an event or a
 * task, then one look at the outbox, so that all that the turn wrote leaves together.
 *
 * <p>Ends: {@link ServerConnection#close} sends the rest and hangs up, {@link #abort} does not; a
 * peer that ends its side is let go when the workers have nothing to do for it and all answers are
 * out. After hanging up the socket is kept for two seconds to read and drop what the peer still
 * sends, since closing it with unread octets would make the system throw our last words away.
 *
 * <p>Only {@link #post}, {@link #abort}, {@link #suspendReading} and {@link #resumeReading} may be
 * called from anywhere.
 */
final class ConnectionTurns {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionTurns.class);
    private static final long SECOND = 1_000_000_000L;
    private static final int DRAIN_SECONDS = 2;

    private final ServerConnection connection;
    private final SocketSession socket;
    private final Binding binding;
    private final Outbox outbox;
    private final Lane lane;
    private final Ending ending;
    private final Silence silence;
    private final ConnectionTls tls;
    private final AtomicInteger tasksPosted = new AtomicInteger();
    private volatile boolean suspended;

    // Below: only touched on the I/O thread.
    private Session session;
    private boolean turning;
    private ByteBuffer receiving;
    private boolean lastWordsSaid;
    private boolean hungUp;
    private boolean closedTold;
    private long since;

    ConnectionTurns(
            ServerConnection connection,
            SocketSession socket,
            Binding binding,
            Outbox outbox,
            Ending ending,
            Silence silence) {
        this.connection = connection;
        this.socket = socket;
        this.binding = binding;
        this.outbox = outbox;
        this.ending = ending;
        this.silence = silence;
        this.lane = new Lane(binding.surroundings().workers(), this::workersIdle);
        this.tls =
                new ConnectionTls(
                        this,
                        socket,
                        outbox,
                        binding.surroundings(),
                        connection.listener().serverTls());
    }

    Lane lane() {
        return lane;
    }

    ConnectionTls tls() {
        return tls;
    }

    // ---- events from MINA

    void opened() {
        turn(
                () -> {
                    session = binding.handler().accepted(connection);
                    if (session == null) {
                        throw new IllegalStateException("no session for the connection");
                    }
                });
    }

    /** Octets came in; they are good during the call only. */
    void received(ByteBuffer data) {
        silence.broken();
        if (hungUp || tls.isAwaited()) {
            return;
        }
        turn(
                () -> {
                    if (tls.hasBegun()) {
                        tls.received(data);
                    } else {
                        deliver(data);
                    }
                });
    }

    void sent() {
        outbox.sent();
        connection.tellWritable();
        if (!turning) {
            pump();
        }
    }

    void inputClosed() {
        socket.suspendRead();
        if (hungUp) {
            socket.closeNow();
        } else {
            turn(this::inputEnded);
        }
    }

    void failed(Throwable cause) {
        LOG.debug("{}: {}", this, cause.toString());
        ending.gone = true;
        socket.closeNow();
    }

    void destroyed() {
        ending.sealed = true;
        ending.gone = true;
        outbox.discardInFlight();
        outbox.discard();
        tellClosed();
    }

    void tick(long now) {
        if (hungUp) {
            if (now - since >= DRAIN_SECONDS * SECOND) {
                socket.closeNow();
            }
            return;
        }
        boolean busy = lane.isBusy() || (suspended && !ending.sealed);
        long silent = silence.tick(now, busy, outbox.progress(), outbox.pending() > 0);
        if (ending.sealed) {
            if (silent >= binding.surroundings().lingerSeconds()) {
                abort();
            }
        } else if (tls.isHandshaking()) {
            handshakeTick(now);
        } else if (silence.isTooLong(silent)) {
            silence.broken();
            turn(() -> session.idle());
        }
    }

    private void handshakeTick(long now) {
        if (tls.isLate(now)) {
            LOG.info("{}: TLS handshake failed: took too long", this);
            abort();
        } else if (!tls.hasBegun()) {
            turn(tls::begin);
        }
    }

    // ---- turns

    /** Something to do in a turn. */
    interface Step {
        void run() throws IOException;
    }

    /** Has a turn come. */
    void post(Step step) {
        tasksPosted.incrementAndGet();
        socket.processor()
                .post(
                        () -> {
                            tasksPosted.decrementAndGet();
                            turn(step);
                        });
    }

    /** True for whoever is called within a turn: the outbox is looked at behind it. */
    boolean inTurn() {
        return socket.processor().isCurrentThread() && turning;
    }

    private void turn(Step step) {
        turning = true;
        try {
            step.run();
        } catch (IOException broken) {
            broken(broken);
        } catch (RuntimeException bug) {
            LOG.error("{}: closing after a failure", this, bug);
            abort();
        } finally {
            turning = false;
        }
        pump();
    }

    /** Sends what may be sent, and ends what has come to its end. */
    void pump() {
        if (ending.gone) {
            outbox.discard();
            return;
        }
        try {
            Optional<Outgoing.Mark> mark = outbox.pump();
            while (mark.isPresent() && !lastWordsSaid) {
                reached(mark.get());
                mark = outbox.pump();
            }
            if (lastWordsSaid ? outbox.nothingInFlight() : isQuietAfterInputEnd()) {
                hangUp();
            }
        } catch (IOException broken) {
            broken(broken);
        }
    }

    private void reached(Outgoing.Mark mark) throws IOException {
        if (mark == Outgoing.Mark.TLS) {
            outbox.hold();
            tls.begin();
        } else {
            lastWordsSaid = true;
            tls.sayClosed();
        }
    }

    // ---- what comes in

    void deliver(ByteBuffer data) {
        if (ending.sealed || !data.hasRemaining()) {
            return;
        }
        receiving = data;
        try {
            session.received(data);
        } finally {
            receiving = null;
        }
    }

    /** Nobody gets what the client sent behind its wish for TLS. */
    void forgetReceived() {
        if (receiving != null) {
            receiving.position(receiving.limit());
        }
        if (outbox.pending() > 0 && outbox.nothingInFlight()) {
            tls.dropReceived(); // our answer is still here, so no handshake can have begun
        }
    }

    void secured() {
        applySuspension();
        session.secured();
    }

    void inputEnded() {
        ending.inputEnded = true;
    }

    boolean wantsOctets() {
        return !suspended && !ending.sealed;
    }

    void suspendReading() {
        suspended = true;
        applySuspension();
    }

    void resumeReading() {
        suspended = false;
        applySuspension();
        if (!tls.description().isEmpty()) {
            post(tls::goOn);
        }
    }

    private void applySuspension() {
        if (socket.processor().isCurrentThread()) {
            if (suspended && !tls.isHandshaking() && !hungUp) {
                socket.suspendRead();
            } else if (!ending.inputEnded && (!tls.isHandshaking() || tls.hasBegun())) {
                socket.resumeRead();
            }
        } else {
            socket.processor().post(this::applySuspension);
        }
    }

    // ---- ends

    private void workersIdle() {
        if (ending.inputEnded) {
            post(() -> {}); // the peer has ended its side and may be let go now
        }
    }

    /** The stream cannot go on: say why if TLS has words for it, and hang up. */
    private void broken(IOException cause) {
        if (tls.hasFailedToSecure()) {
            LOG.info("{}: TLS handshake failed: {}", this, cause.getMessage());
        } else {
            LOG.debug("{}: {}", this, cause.toString());
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
            LOG.debug("{}: no alert: {}", this, mute.toString());
        }
        if (outbox.nothingInFlight()) {
            hangUp();
        }
    }

    private boolean isQuietAfterInputEnd() {
        return ending.inputEnded
                && !hungUp
                && !ending.gone
                && tasksPosted.get() == 0
                && outbox.isEmpty()
                && !lane.isBusy();
    }

    private void hangUp() {
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
            LOG.debug("{}: {}", this, reset.toString());
            socket.closeNow();
        }
    }

    private void tellClosed() {
        if (closedTold) {
            return;
        }
        closedTold = true;
        connection.forgetWritable();
        if (session != null) {
            try {
                session.closed();
            } catch (RuntimeException bug) {
                LOG.error("{}: session failed to close", this, bug);
            }
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

    @Override
    public String toString() {
        return connection.toString();
    }
}
