// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.config.TlsMode;
import org.tubepost.api.message.Content;
import org.tubepost.api.protocol.Connection;

/** A connection without a network, whose tasks run at once. */
final class MemoryConnection implements Connection {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    long copied;
    long fromContent;
    boolean closed;
    boolean handshake;
    boolean suspended;

    String heard() {
        return out.toString(StandardCharsets.ISO_8859_1);
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
                "POP3", "pop3", "", 110, tls, 1, 1, 300, 30, Map.of(), nowhere);
    }

    @Override
    public InetSocketAddress remote() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 110);
    }

    @Override
    public String tls() {
        return "";
    }

    @Override
    public void write(ByteBuffer data) {
        copied += data.remaining();
        byte[] octets = new byte[data.remaining()];
        data.get(octets);
        out.writeBytes(octets);
    }

    @Override
    public void write(Content content, long from, long count) {
        fromContent += count;
        ByteBuffer octets = ByteBuffer.allocate((int) count);
        try {
            content.read(from, octets);
        } catch (java.io.IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
        out.writeBytes(octets.array());
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
        suspended = true;
    }

    @Override
    public void resumeReading() {
        suspended = false;
    }

    @Override
    public void startTls() {
        handshake = true;
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
    public void close() {
        closed = true;
    }

    @Override
    public void abort() {
        closed = true;
    }
}
