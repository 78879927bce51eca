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
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.message.Content;
import org.tubepost.api.protocol.Connection;

/**
 * The server side of one connection as protocols see it. Its methods may be called from anywhere:
 * they leave something in the outbox or post a task; what happens to it happens in {@link
 * ConnectionTurns}.
 */
final class ServerConnection implements Connection {
    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);
    private static final long LOW_MARK = 64 * 1024;

    private final SocketSession socket;
    private final ListenerDefinition definition;
    private final Outbox outbox;
    private final Ending ending = new Ending();
    private final Silence silence = new Silence();
    private final ConnectionTurns turns;
    private final Queue<Runnable> writables = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean pumpPosted = new AtomicBoolean();

    ServerConnection(SocketSession socket, Binding binding) {
        this.socket = socket;
        this.outbox = new Outbox(socket);
        this.definition = binding.definition().get();
        this.turns = new ConnectionTurns(this, socket, binding, outbox, ending, silence);
        silence.limit(definition.idleTimeoutSeconds());
    }

    ConnectionTurns turns() {
        return turns;
    }

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
        return turns.tls().description();
    }

    @Override
    public Optional<SSLSession> tlsSession() {
        return Optional.ofNullable(turns.tls().session());
    }

    @Override
    public void write(ByteBuffer data) {
        ByteBuffer rest = data.slice();
        if (!ending.sealed && rest.hasRemaining() && !sentAtOnce(rest)) {
            submit(new Outgoing.Octets(rest));
        }
    }

    /** A worker's answer need not wait for the I/O thread when nothing stands before it. */
    private boolean sentAtOnce(ByteBuffer data) {
        if (ending.gone
                || ending.inputEnded
                || turns.tls().isAwaited()
                || socket.processor().isCurrentThread()) {
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
        if (!ending.sealed && count > 0) {
            submit(new Outgoing.Stretch(content.retain(), from, count));
        }
    }

    private void submit(Outgoing item) {
        outbox.submit(item);
        if (ending.gone) {
            outbox.discard();
        } else if (!turns.inTurn() && pumpPosted.compareAndSet(false, true)) {
            socket.processor()
                    .post(
                            () -> {
                                pumpPosted.set(false);
                                turns.pump();
                            });
        }
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

    /** Something has gone out: runs what waits for room, if there is room. */
    void tellWritable() {
        if (outbox.pending() < LOW_MARK) {
            for (Runnable task = writables.poll(); task != null; task = writables.poll()) {
                executeOrAbort(task);
            }
        }
    }

    /** Nothing goes out any more. */
    void forgetWritable() {
        writables.clear();
    }

    @Override
    public void suspendReading() {
        turns.suspendReading();
    }

    @Override
    public void resumeReading() {
        turns.resumeReading();
    }

    @Override
    public void startTls() {
        turns.tls().await();
        if (turns.inTurn()) {
            turns.forgetReceived();
        }
        submit(Outgoing.Mark.TLS);
    }

    @Override
    public void execute(Runnable task) {
        turns.lane()
                .execute(
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

    @Override
    public void executeOnIoThread(Runnable task) {
        turns.post(task::run);
    }

    @Override
    public void idleTimeout(int seconds) {
        silence.limit(seconds);
    }

    @Override
    public void close() {
        if (!ending.sealed) {
            ending.sealed = true;
            submit(Outgoing.Mark.END);
        }
    }

    @Override
    public void closeAfterGoodbye() {
        ending.goodbyeHeard = true;
        close();
    }

    @Override
    public void abort() {
        turns.farewell().abort();
    }

    @Override
    public String toString() {
        return "connection " + id() + " from " + remote() + " on " + listener().service();
    }
}
