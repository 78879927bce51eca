// SPDX-License-Identifier: Apache-2.0
package org.tubepost.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.config.TlsMode;
import org.tubepost.api.message.Content;
import org.tubepost.api.protocol.Connection;

/**
 * A connection without a network whose tasks run at once, on the thread that gives them. {@link
 * PlayedConnection} is for those who need another order.
 */
public final class DirectConnection implements Connection {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
    private final List<Runnable> writables = new ArrayList<>();
    private final ListenerDefinition listener;
    private boolean reading = true;
    private long copied;
    private long fromContent;
    private boolean closed;
    private boolean suspended;

    /**
     * From this machine to a listener with STARTTLS.
     *
     * @param protocol of the listener
     * @param port of the listener
     */
    public DirectConnection(String protocol, int port) {
        this.listener =
                new ListenerDefinition(
                        protocol.toUpperCase(Locale.ROOT),
                        protocol,
                        "",
                        port,
                        TlsMode.STARTTLS,
                        1,
                        1,
                        300,
                        30,
                        Map.of(),
                        new SourceLocation("dispatcher.cnf", 1, 1));
    }

    /** Octets that the peer has got since the last call. */
    public synchronized byte[] take() {
        byte[] octets = out.toByteArray();
        out.reset();
        return octets;
    }

    /** From now on the peer reads nothing, and what is written waits. */
    public synchronized void stopReading() {
        reading = false;
    }

    /** The peer reads what waits, and all that comes. */
    public void readOn() {
        List<Runnable> ready;
        synchronized (this) {
            reading = true;
            out.writeBytes(unread.toByteArray());
            unread.reset();
            ready = List.copyOf(writables);
            writables.clear();
        }
        ready.forEach(Runnable::run);
    }

    /** How many octets were given in buffers. */
    public synchronized long copied() {
        return copied;
    }

    /** How many octets were given as a stretch of a content. */
    public synchronized long fromContent() {
        return fromContent;
    }

    /** It was closed or cut. */
    public synchronized boolean isClosed() {
        return closed;
    }

    /** Nothing is read. */
    public synchronized boolean isSuspended() {
        return suspended;
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
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port());
    }

    @Override
    public String tls() {
        return "";
    }

    @Override
    public synchronized void write(ByteBuffer data) {
        copied += data.remaining();
        send(data);
    }

    @Override
    public synchronized void write(Content content, long from, long count) {
        ByteBuffer octets = ByteBuffer.allocate((int) count);
        try {
            content.read(from, octets);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        fromContent += count;
        send(octets.flip());
    }

    private void send(ByteBuffer data) {
        byte[] octets = new byte[data.remaining()];
        data.get(octets);
        (reading ? out : unread).writeBytes(octets);
    }

    @Override
    public synchronized long pendingOctets() {
        return unread.size();
    }

    @Override
    public void whenWritable(Runnable task) {
        synchronized (this) {
            if (unread.size() > 0) {
                writables.add(task);
                return;
            }
        }
        task.run();
    }

    @Override
    public synchronized void suspendReading() {
        suspended = true;
    }

    @Override
    public synchronized void resumeReading() {
        suspended = false;
    }

    @Override
    public void startTls() {
        // There is nobody to shake hands with.
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public void executeOnIoThread(Runnable task) {
        task.run();
    }

    @Override
    public void idleTimeout(int seconds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    @Override
    public void closeAfterGoodbye() {
        close();
    }

    @Override
    public void abort() {
        close();
    }
}
