// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.tubepost.api.message.Content;

/**
 * A socket whose every wait has an end. A blocking channel of Java heeds no time-out, so this one
 * is non-blocking with a selector of its own to wait at. An interrupt ends a wait with {@link
 * InterruptedIOException}.
 */
final class TimedSocket implements Closeable {
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private Duration timeout;

    TimedSocket(InetSocketAddress remote, Optional<InetAddress> local, Duration timeout)
            throws IOException {
        this.timeout = timeout;
        this.channel = SocketChannel.open();
        Selector opened = null;
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            if (local.isPresent()) {
                channel.bind(new InetSocketAddress(local.get(), 0));
            }
            opened = Selector.open();
            selector = opened;
            key = channel.register(selector, 0);
            if (!channel.connect(remote)) {
                await(SelectionKey.OP_CONNECT, "connecting to " + remote);
                channel.finishConnect();
            }
        } catch (IOException | RuntimeException failed) {
            channel.close();
            if (opened != null) {
                opened.close();
            }
            throw failed;
        }
    }

    void timeout(Duration wanted) {
        timeout = wanted;
    }

    SocketChannel channel() {
        return channel;
    }

    /** Octets read, at least one, or -1 at the end. */
    int read(ByteBuffer into) throws IOException {
        int read = channel.read(into);
        while (read == 0 && into.hasRemaining()) {
            await(SelectionKey.OP_READ, "reading");
            read = channel.read(into);
        }
        return read;
    }

    /** Octets that are there already, 0 if none, -1 at the end. */
    int readNow(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    void write(ByteBuffer data) throws IOException {
        while (data.hasRemaining()) {
            if (channel.write(data) == 0) {
                await(SelectionKey.OP_WRITE, "writing");
            }
        }
    }

    void write(ByteBuffer[] data) throws IOException {
        int first = 0;
        while (first < data.length) {
            if (!data[first].hasRemaining()) {
                first++;
            } else if (channel.write(data, first, data.length - first) == 0) {
                await(SelectionKey.OP_WRITE, "writing");
            }
        }
    }

    /** From file to socket where the content can. */
    void write(Content content, long from, long count) throws IOException {
        long position = from;
        long left = count;
        boolean waited = false;
        while (left > 0) {
            long sent = content.transferTo(position, left, channel);
            position += sent;
            left -= sent;
            if (sent > 0) {
                waited = false;
            } else if (waited && content.read(position, ByteBuffer.allocate(1)) < 1) {
                throw new IOException("content ends before octet " + (from + count));
            }
            if (left > 0 && sent == 0) {
                await(SelectionKey.OP_WRITE, "writing");
                waited = true;
            }
        }
    }

    private void await(int operation, String doing) throws IOException {
        key.interestOps(operation);
        long end = System.nanoTime() + timeout.toNanos();
        long millis = Math.max(1, timeout.toMillis());
        while (millis > 0) {
            selector.selectedKeys().clear();
            if (selector.select(millis) > 0) {
                return;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while " + doing);
            }
            if (!channel.isOpen()) {
                throw new IOException("closed while " + doing);
            }
            millis = (end - System.nanoTime()) / 1_000_000;
        }
        throw new SocketTimeoutException(
                "timed out after " + timeout.toSeconds() + " s while " + doing);
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            selector.close();
        }
    }
}
