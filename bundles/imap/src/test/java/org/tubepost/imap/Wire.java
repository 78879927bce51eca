// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.config.TlsMode;
import org.tubepost.api.message.Content;
import org.tubepost.api.protocol.Connection;

/** A connection without a network, whose tasks run at once. */
final class Wire implements Connection {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private boolean closed;

    /** Octets since the last call. */
    synchronized byte[] take() {
        byte[] octets = out.toByteArray();
        out.reset();
        return octets;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public long id() {
        return 1;
    }

    @Override
    public ListenerDefinition listener() {
        SourceLocation nowhere = new SourceLocation("dispatcher.cnf", 1, 1);
        TlsMode tls = TlsMode.STARTTLS;
        return new ListenerDefinition(
                "IMAP", "imap", "", 143, tls, 1, 1, 300, 30, Map.of(), nowhere);
    }

    @Override
    public InetSocketAddress remote() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 143);
    }

    @Override
    public String tls() {
        return "";
    }

    @Override
    public synchronized void write(ByteBuffer data) {
        byte[] octets = new byte[data.remaining()];
        data.get(octets);
        out.writeBytes(octets);
    }

    @Override
    public void write(Content content, long from, long count) {
        ByteBuffer octets = ByteBuffer.allocate((int) count);
        try {
            content.read(from, octets);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        write(octets.flip());
    }

    @Override
    public long pendingOctets() {
        return 0;
    }

    @Override
    public void whenWritable(Runnable task) {
        task.run();
    }

    @Override
    public void suspendReading() {
        // What a test writes is taken at once.
    }

    @Override
    public void resumeReading() {
        // As above.
    }

    @Override
    public void startTls() {
        throw new UnsupportedOperationException();
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
    public void abort() {
        close();
    }
}
