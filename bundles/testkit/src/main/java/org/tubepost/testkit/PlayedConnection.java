// SPDX-License-Identifier: Apache-2.0
package org.tubepost.testkit;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.config.TlsMode;
import org.tubepost.api.message.Content;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.protocol.Session;

/**
 * A connection without a network. Tasks wait in two queues, one for the worker and one for the I/O
 * thread, until {@link #settle} runs them on the calling thread, so that every order of events can
 * be played.
 */
public class PlayedConnection implements Connection {
    /** Tasks for the worker. */
    public final Deque<Runnable> worker = new ArrayDeque<>();

    /** Tasks for the I/O thread. */
    public final Deque<Runnable> io = new ArrayDeque<>();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ListenerDefinition listener;
    protected Session session;

    /** A task of the worker runs. */
    public boolean onWorker;

    /** Workers are overloaded. */
    public boolean rejecting;

    /** Nothing is read. */
    public boolean suspended;

    /** It is closed when all is quiet. */
    public boolean closing;

    /** It was cut. */
    public boolean aborted;

    /** TLS was asked for. */
    public boolean handshaking;

    /** What {@link #pendingOctets} says. */
    public long pending;

    /** Idle time that was set; -1 for none. */
    public int idleSeconds = -1;

    /** Tasks that the worker has run. */
    public int workerTasks;

    /** What {@link #tls()} says. */
    public String tls = "";

    /** On a listener of SMTP. */
    public PlayedConnection(TlsMode mode, Map<String, String> parameters) {
        this("smtp", mode, parameters);
    }

    /** On a listener of some protocol. */
    public PlayedConnection(String protocol, TlsMode mode, Map<String, String> parameters) {
        this.listener =
                new ListenerDefinition(
                        protocol.toUpperCase(Locale.ROOT),
                        protocol,
                        "",
                        25,
                        mode,
                        10,
                        10,
                        300,
                        30,
                        parameters,
                        new SourceLocation("dispatcher.cnf", 1, 1));
    }

    /** The session that is told of events. */
    public void session(Session opened) {
        this.session = opened;
    }

    /** Runs what waits, until nothing does. */
    public void settle() {
        while (!io.isEmpty() || !worker.isEmpty()) {
            if (!io.isEmpty()) {
                io.remove().run();
            } else {
                workOnce();
            }
        }
        if (closing && session != null) {
            Session ended = session;
            session = null;
            ended.closed();
            settle();
        }
    }

    /** Runs the first task of the worker. */
    public void workOnce() {
        onWorker = true;
        workerTasks++;
        try {
            worker.remove().run();
        } finally {
            onWorker = false;
        }
    }

    /** What the peer hears since the last call. */
    public String heard() {
        String text = out.toString(StandardCharsets.UTF_8);
        out.reset();
        return text;
    }

    /** TLS has begun. */
    public void completeHandshake() {
        handshaking = false;
        tls = "TLSv1.3 TLS_AES_256_GCM_SHA384";
        session.secured();
        settle();
    }

    @Override
    public long id() {
        return 1;
    }

    @Override
    public ListenerDefinition listener() {
        return listener;
    }

    @Override
    public InetSocketAddress remote() {
        return new InetSocketAddress("192.0.2.9", 4711);
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress("192.0.2.1", 25);
    }

    @Override
    public String tls() {
        return tls;
    }

    @Override
    public void write(ByteBuffer data) {
        byte[] octets = new byte[data.remaining()];
        data.get(octets);
        out.writeBytes(octets);
    }

    @Override
    public void write(Content content, long from, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long pendingOctets() {
        return pending;
    }

    @Override
    public void whenWritable(Runnable task) {
        execute(task);
    }

    @Override
    public void suspendReading() {
        suspended = true;
    }

    @Override
    public void resumeReading() {
        suspended = false;
    }

    @Override
    public void startTls() {
        handshaking = true;
    }

    @Override
    public void execute(Runnable task) {
        if (rejecting) {
            throw new RejectedExecutionException("overloaded");
        }
        worker.add(task);
    }

    @Override
    public void executeOnIoThread(Runnable task) {
        io.add(task);
    }

    @Override
    public void idleTimeout(int seconds) {
        idleSeconds = seconds;
    }

    @Override
    public void close() {
        closing = true;
    }

    @Override
    public void closeAfterGoodbye() {
        close();
    }

    @Override
    public void abort() {
        closing = true;
        aborted = true;
    }
}
