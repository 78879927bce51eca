// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.message.Content;
import org.tubepost.api.protocol.ClientConnection;

/**
 * A connection to another host. Without TLS octets go straight between caller, content and socket;
 * with TLS they pass through a {@link ClientTls}.
 */
final class SocketClientConnection implements ClientConnection {
    private static final Logger LOG = LoggerFactory.getLogger(SocketClientConnection.class);
    private static final int CHUNK = 64 * 1024;

    private final TimedSocket socket;
    private final InetSocketAddress remote;
    private final InetSocketAddress local;
    private ByteBuffer early = ByteBuffer.allocate(0);
    private boolean ended;
    private volatile boolean closed;
    private ClientTls tls;

    SocketClientConnection(InetSocketAddress remote, Optional<InetAddress> local, Duration timeout)
            throws IOException {
        this.socket = new TimedSocket(remote, local, timeout);
        this.remote = remote;
        this.local = (InetSocketAddress) socket.channel().getLocalAddress();
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public void timeout(Duration timeout) {
        socket.timeout(timeout);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            return 0;
        }
        if (early.hasRemaining()) {
            int count = Math.min(early.remaining(), into.remaining());
            into.put(early.slice(early.position(), count));
            early.position(early.position() + count);
            return count;
        }
        if (ended) {
            return -1;
        }
        int read = tls == null ? socket.read(into) : tls.read(into);
        ended = read < 0;
        return read;
    }

    @Override
    public void write(ByteBuffer... data) throws IOException {
        if (tls == null) {
            socket.write(data);
            return;
        }
        for (ByteBuffer one : data) {
            tls.write(one);
        }
    }

    @Override
    public void write(Content content, long from, long count) throws IOException {
        if (tls == null) {
            socket.write(content, from, count);
            return;
        }
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, count));
        long end = from + count;
        for (long position = from; position < end; ) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), end - position));
            int read = content.read(position, chunk);
            if (read <= 0) {
                throw new IOException("content ends before octet " + end);
            }
            position += read;
            tls.write(chunk.flip());
        }
    }

    /** Octets that came in clear are thrown away: they may have been injected. */
    @Override
    public void startTls(SSLContext context, String serverName, boolean verify) throws IOException {
        if (tls != null) {
            throw new IllegalStateException("TLS is active");
        }
        early = ByteBuffer.allocate(0);
        ClientTls started = new ClientTls(socket, context, serverName, remote.getPort(), verify);
        started.handshake();
        tls = started;
    }

    @Override
    public String tls() {
        return tls == null ? "" : tls.description();
    }

    @Override
    public Optional<SSLSession> tlsSession() {
        return Optional.ofNullable(tls).map(ClientTls::session);
    }

    /** What has come in unasked is kept for the next read. */
    @Override
    public boolean isOpen() {
        if (closed || ended || !socket.channel().isOpen()) {
            return false;
        }
        if (early.hasRemaining()) {
            return true;
        }
        try {
            ByteBuffer peek = ByteBuffer.allocate(64);
            int read = tls == null ? socket.readNow(peek) : tls.readNow(peek);
            early = peek.flip();
            ended = read < 0;
        } catch (IOException reset) {
            LOG.debug("{} is gone: {}", remote, reset.toString());
            ended = true;
        }
        return !ended;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (socket) {
            if (tls != null && !ended) {
                tls.close();
            }
        } catch (IOException gone) {
            LOG.debug("closing {}: {}", remote, gone.toString());
        }
    }
}
