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
 * <p>Ends, which {@link Farewell} does: {@link ServerConnection#close} sends the rest and hangs up,
 * {@link Farewell#abort} does not; a peer that ends its side is let go when the workers have
 * nothing to do for it and all answers are out.
 *
 * <p>Only {@link #post}, {@link #suspendReading} and {@link #resumeReading} may be called from
 * anywhere.
 */
final class ConnectionTurns {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionTurns.class);

    private final ServerConnection connection;
    private final SocketSession socket;
    private final Binding binding;
    private final Outbox outbox;
    private final Lane lane;
    private final Ending ending;
    private final Silence silence;
    private final ConnectionTls tls;
    private final Farewell farewell;
    private final AtomicInteger tasksPosted = new AtomicInteger();
    private volatile boolean suspended;

    // Below: only touched on the I/O thread.
    private Session session;
    private boolean turning;
    private ByteBuffer receiving;

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
        this.farewell = new Farewell(connection, () -> session, socket, outbox, ending, tls);
    }

    Lane lane() {
        return lane;
    }

    ConnectionTls tls() {
        return tls;
    }

    Farewell farewell() {
        return farewell;
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
        if (farewell.hungUp() || tls.isAwaited()) {
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
        if (farewell.hungUp()) {
            socket.closeNow();
        } else {
            turn(this::inputEnded);
        }
    }

    void tick(long now) {
        if (farewell.hungUp()) {
            farewell.tick(now);
            return;
        }
        boolean busy = lane.isBusy() || (suspended && !ending.sealed);
        long silent = silence.tick(now, busy, outbox.progress(), outbox.pending() > 0);
        if (ending.sealed) {
            if (silent >= binding.surroundings().lingerSeconds()) {
                farewell.abort();
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
            farewell.abort();
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
            farewell.broken(broken);
        } catch (RuntimeException bug) {
            LOG.error("{}: closing after a failure", this, bug);
            farewell.abort();
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
            while (mark.isPresent() && !farewell.lastWordsSaid()) {
                reached(mark.get());
                mark = outbox.pump();
            }
            if (farewell.lastWordsSaid() ? outbox.nothingInFlight() : isQuietAfterInputEnd()) {
                farewell.hangUp();
            }
        } catch (IOException broken) {
            farewell.broken(broken);
        }
    }

    private void reached(Outgoing.Mark mark) throws IOException {
        if (mark == Outgoing.Mark.TLS) {
            outbox.hold();
            tls.begin();
        } else {
            farewell.sayLastWords();
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
            if (suspended && !tls.isHandshaking() && !farewell.hungUp()) {
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

    private boolean isQuietAfterInputEnd() {
        return ending.inputEnded
                && !farewell.hungUp()
                && !ending.gone
                && tasksPosted.get() == 0
                && outbox.isEmpty()
                && !lane.isBusy();
    }

    @Override
    public String toString() {
        return connection.toString();
    }
}
