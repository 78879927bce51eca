// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
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
class FakeConnection implements Connection {
    final Deque<Runnable> worker = new ArrayDeque<>();
    final Deque<Runnable> io = new ArrayDeque<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ListenerDefinition listener;
    protected Session session;
    boolean onWorker;
    boolean rejecting;
    boolean suspended;
    boolean closing;
    boolean aborted;
    boolean handshaking;
    long pending;
    int idleSeconds = -1;
    int workerTasks;
    String tls = "";

    FakeConnection(TlsMode mode, Map<String, String> parameters) {
        this.listener =
                new ListenerDefinition(
                        "SMTP",
                        "smtp",
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

    void session(Session opened) {
        this.session = opened;
    }

    /** Runs what waits, until nothing does. */
    void settle() {
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

    void workOnce() {
        onWorker = true;
        workerTasks++;
        try {
            worker.remove().run();
        } finally {
            onWorker = false;
        }
    }

    /** What the peer hears since the last call. */
    String heard() {
        String text = out.toString(StandardCharsets.UTF_8);
        out.reset();
        return text;
    }

    void completeHandshake() {
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
    public void abort() {
        closing = true;
        aborted = true;
    }
}
