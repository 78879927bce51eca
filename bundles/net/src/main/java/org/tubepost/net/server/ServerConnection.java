// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.message.Content;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.protocol.Session;
import org.tubepost.net.secure.TlsCodec;

/**
 * The server side of one connection. Whatever happens to it happens in a <i>turn</i> on its I/O
 * thread: an event or a task, then one look at the outbox, so that all that the turn wrote leaves
 * together. Methods of {@link Connection} may be called from anywhere: they leave something in the
 * outbox or post a task.
 *
 * <p>Ends: {@link #close} sends the rest and hangs up, {@link #abort} does not; a peer that ends
 * its side is let go when the workers have nothing to do for it and all answers are out. After
 * hanging up the socket is kept for two seconds to read and drop what the peer still sends, since
 * closing it with unread octets would make the system throw our last words away. A peer that has
 * said goodbye sends nothing more, unless it is the end of TLS.
 */
final class ServerConnection implements Connection, TlsStage.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);
    private static final long LOW_MARK = 64 * 1024;
    private static final long SECOND = 1_000_000_000L;
    private static final int DRAIN_SECONDS = 2;
    private static final int MOST_DRAINED = 256 * 1024;

    private final SocketSession socket;
    private final Binding binding;
    private final ListenerDefinition definition;
    private final Outbox outbox;
    private final Lane lane;
    private final Queue<Runnable> writables = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean pumpPosted = new AtomicBoolean();
    private final AtomicInteger tasksPosted = new AtomicInteger();
    private final Silence silence = new Silence();
    private volatile String tls = "";
    private volatile SSLSession tlsSession;
    private volatile boolean suspended;
    private volatile boolean sealed;
    private volatile boolean awaitingTls;
    private volatile boolean goodbyeHeard;
    private volatile boolean gone;

    // Below: only touched on the I/O thread.
    private Session session;
    private boolean turning;
    private ByteBuffer receiving;
    private TlsStage stage;
    private long handshakeSince;
    private volatile boolean inputEnded;
    private boolean lastWordsSaid;
    private boolean hungUp;
    private boolean closedTold;
    private long since;

    ServerConnection(SocketSession socket, Binding binding) {
        this.socket = socket;
        this.binding = binding;
        this.outbox = new Outbox(socket);
        this.lane = new Lane(binding.surroundings().workers(), this::workersIdle);
        this.definition = binding.definition().get();
        silence.limit(definition.idleTimeoutSeconds());
    }

    // ---- events from MINA, on the I/O thread

    void opened() {
        turn(
                () -> {
                    session = binding.handler().accepted(this);
                    if (session == null) {
                        throw new IllegalStateException("no session for the connection");
                    }
                });
    }

    /** Octets came in; they are good during the call only. */
    void received(ByteBuffer data) {
        silence.broken();
        if (hungUp || awaitingTls) {
            return;
        }
        turn(
                () -> {
                    if (stage == null) {
                        deliver(data);
                    } else {
                        stage.received(data);
                    }
                });
    }

    void sent() {
        outbox.sent();
        if (outbox.pending() < LOW_MARK) {
            for (Runnable task = writables.poll(); task != null; task = writables.poll()) {
                executeOrAbort(task);
            }
        }
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
        gone = true;
        socket.closeNow();
    }

    void destroyed() {
        sealed = true;
        gone = true;
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
        boolean busy = lane.isBusy() || (suspended && !sealed);
        long silent = silence.tick(now, busy, outbox.progress(), outbox.pending() > 0);
        if (sealed) {
            if (silent >= binding.surroundings().lingerSeconds()) {
                abort();
            }
        } else if (handshakeSince != 0) {
            handshakeTick(now);
        } else if (silence.isTooLong(silent)) {
            silence.broken();
            turn(() -> session.idle());
        }
    }

    private void handshakeTick(long now) {
        if (now - handshakeSince >= binding.surroundings().handshakeSeconds() * SECOND) {
            LOG.info("{}: TLS handshake failed: took too long", this);
            abort();
        } else if (stage == null) {
            turn(this::beginHandshake);
        }
    }

    // ---- turns

    /** Something to do in a turn. */
    private interface Step {
        void run() throws IOException;
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

    private void pump() {
        if (gone) {
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
            beginHandshake();
        } else {
            lastWordsSaid = true;
            if (stage != null && stage.isSecured()) {
                emit(stage.close());
            }
        }
    }

    /** The stream cannot go on: say why if TLS has words for it, and hang up. */
    private void broken(IOException cause) {
        if (stage != null && !stage.isSecured()) {
            LOG.info("{}: TLS handshake failed: {}", this, cause.getMessage());
        } else {
            LOG.debug("{}: {}", this, cause.toString());
        }
        sealed = true;
        if (stage == null || lastWordsSaid) {
            gone = true;
            socket.closeNow();
            return;
        }
        lastWordsSaid = true;
        try {
            emit(stage.alert());
        } catch (IOException mute) {
            LOG.debug("{}: no alert: {}", this, mute.toString());
        }
        if (outbox.nothingInFlight()) {
            hangUp();
        }
    }

    private boolean isQuietAfterInputEnd() {
        return inputEnded
                && !hungUp
                && !gone
                && tasksPosted.get() == 0
                && outbox.isEmpty()
                && !lane.isBusy();
    }

    private void hangUp() {
        if (hungUp) {
            return;
        }
        hungUp = true;
        sealed = true;
        since = System.nanoTime();
        tellClosed();
        if (inputEnded || goodbyeHeard && stage == null) {
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
        writables.clear();
        if (session != null) {
            try {
                session.closed();
            } catch (RuntimeException bug) {
                LOG.error("{}: session failed to close", this, bug);
            }
        }
    }

    private void deliver(ByteBuffer data) {
        if (sealed || !data.hasRemaining()) {
            return;
        }
        receiving = data;
        try {
            session.received(data);
        } finally {
            receiving = null;
        }
    }

    // ---- TLS

    private void beginHandshake() throws IOException {
        if (handshakeSince == 0) {
            handshakeSince = System.nanoTime();
        }
        Optional<SSLEngine> engine = binding.surroundings().engines().apply(definition.serverTls());
        if (engine.isEmpty()) {
            socket.suspendRead(); // asked again every second
            return;
        }
        stage = new TlsStage(engine.get(), this, binding.surroundings().handshakes());
        awaitingTls = false;
        socket.resumeRead();
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
        tls = codec.description();
        tlsSession = codec.session();
        outbox.secure(codec);
        applySuspension();
        session.secured();
    }

    @Override
    public void decrypted(ByteBuffer plain) {
        deliver(plain);
    }

    @Override
    public void inputEnded() {
        inputEnded = true;
    }

    @Override
    public boolean wantsOctets() {
        return !suspended && !sealed;
    }

    @Override
    public void resume() {
        post(
                () -> {
                    stage.computed();
                    stage.step();
                });
    }

    @Override
    public ByteBuffer room() {
        return socket.processor().plain();
    }

    // ---- Connection

    @Override
    public long id() {
        return socket.getId();
    }

    @Override
    public ListenerDefinition listener() {
        return definition;
    }

    @Override
    public InetSocketAddress remote() {
        return socket.getRemoteAddress();
    }

    @Override
    public InetSocketAddress local() {
        return socket.getLocalAddress();
    }

    @Override
    public String tls() {
        return tls;
    }

    @Override
    public Optional<SSLSession> tlsSession() {
        return Optional.ofNullable(tlsSession);
    }

    @Override
    public void write(ByteBuffer data) {
        ByteBuffer rest = data.slice();
        if (!sealed && rest.hasRemaining() && !sentAtOnce(rest)) {
            submit(new Outgoing.Octets(rest));
        }
    }

    /** A worker's answer need not wait for the I/O thread when nothing stands before it. */
    private boolean sentAtOnce(ByteBuffer data) {
        if (gone || inputEnded || awaitingTls || socket.processor().isCurrentThread()) {
            return false;
        }
        try {
            return outbox.sendAtOnce(data);
        } catch (IOException broken) {
            LOG.debug("{}: {}", this, broken.toString());
            return false; // the I/O thread meets the same failure and ends the connection
        }
    }

    @Override
    public void write(Content content, long from, long count) {
        if (from < 0 || count < 0 || from + count > content.size()) {
            throw new IndexOutOfBoundsException(from + "+" + count + " of " + content.size());
        }
        if (!sealed && count > 0) {
            submit(new Outgoing.Stretch(content.retain(), from, count));
        }
    }

    private void submit(Outgoing item) {
        outbox.submit(item);
        if (gone) {
            outbox.discard();
        } else if (!inTurn() && pumpPosted.compareAndSet(false, true)) {
            socket.processor()
                    .post(
                            () -> {
                                pumpPosted.set(false);
                                pump();
                            });
        }
    }

    private boolean inTurn() {
        return socket.processor().isCurrentThread() && turning;
    }

    @Override
    public long pendingOctets() {
        return outbox.pending();
    }

    @Override
    public void whenWritable(Runnable task) {
        if (outbox.pending() < LOW_MARK) {
            execute(task);
            return;
        }
        writables.add(task);
        if (outbox.pending() < LOW_MARK && writables.remove(task)) {
            execute(task);
        }
    }

    @Override
    public void suspendReading() {
        suspended = true;
        applySuspension();
    }

    @Override
    public void resumeReading() {
        suspended = false;
        applySuspension();
        if (!tls.isEmpty()) {
            post(() -> stage.step()); // records that came before the suspension
        }
    }

    private void applySuspension() {
        if (socket.processor().isCurrentThread()) {
            if (suspended && handshakeSince == 0 && !hungUp) {
                socket.suspendRead();
            } else if (!inputEnded && (handshakeSince == 0 || stage != null)) {
                socket.resumeRead();
            }
        } else {
            socket.processor().post(this::applySuspension);
        }
    }

    @Override
    public void startTls() {
        awaitingTls = true;
        if (inTurn()) {
            if (receiving != null) {
                receiving.position(receiving.limit());
            }
            if (outbox.pending() > 0 && outbox.nothingInFlight()) {
                dropReceived(); // our answer is still here, so no handshake can have begun
            }
        }
        submit(Outgoing.Mark.TLS);
    }

    /** What the client sent in clear before it could have seen our answer. */
    private void dropReceived() {
        try {
            ByteBuffer dropped = socket.processor().chunk();
            int left = MOST_DRAINED;
            int read;
            do {
                read = socket.channel().read(dropped.clear());
                left -= read;
            } while (read > 0 && left > 0);
        } catch (IOException reset) {
            LOG.debug("{}: {}", this, reset.toString());
        }
    }

    @Override
    public void execute(Runnable task) {
        lane.execute(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException | Error bug) {
                        LOG.error("{}: closing after a task failed", this, bug);
                        abort();
                    }
                });
    }

    private void executeOrAbort(Runnable task) {
        try {
            execute(task);
        } catch (RejectedExecutionException overloaded) {
            LOG.warn("{}: closing, the workers are overloaded", this);
            abort();
        }
    }

    private void workersIdle() {
        if (inputEnded) {
            post(() -> {}); // the peer has ended its side and may be let go now
        }
    }

    @Override
    public void executeOnIoThread(Runnable task) {
        post(task::run);
    }

    private void post(Step step) {
        tasksPosted.incrementAndGet();
        socket.processor()
                .post(
                        () -> {
                            tasksPosted.decrementAndGet();
                            turn(step);
                        });
    }

    @Override
    public void idleTimeout(int seconds) {
        silence.limit(seconds);
    }

    @Override
    public void close() {
        if (!sealed) {
            sealed = true;
            submit(Outgoing.Mark.END);
        }
    }

    @Override
    public void closeAfterGoodbye() {
        goodbyeHeard = true;
        close();
    }

    @Override
    public void abort() {
        sealed = true;
        gone = true;
        if (socket.processor().isCurrentThread()) {
            socket.closeNow();
        } else {
            socket.processor().post(socket::closeNow);
        }
    }

    @Override
    public String toString() {
        return "connection " + id() + " from " + remote() + " on " + listener().service();
    }
}
