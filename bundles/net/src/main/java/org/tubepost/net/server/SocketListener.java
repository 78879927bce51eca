// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.apache.mina.core.polling.AbstractPollingIoAcceptor;
import org.apache.mina.core.service.IoProcessor;
import org.apache.mina.core.service.TransportMetadata;
import org.apache.mina.transport.socket.DefaultSocketSessionConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All listening sockets on one accepting thread of MINA, which deals connections out to the I/O
 * threads in turn. While the house is overloaded it leaves new connections in the system's backlog
 * and looks again every {@value #PAUSE_MILLIS} ms.
 */
final class SocketListener extends AbstractPollingIoAcceptor<SocketSession, ServerSocketChannel> {
    private static final Logger LOG = LoggerFactory.getLogger(SocketListener.class);
    private static final long PAUSE_MILLIS = 100;

    private final List<SocketProcessor> processors;
    private final BooleanSupplier overloaded;
    private final Map<ServerSocketChannel, Binding> bindings = new ConcurrentHashMap<>();
    private volatile Binding opening;
    // Set by init(), which the constructor of the superclass calls: no initializer here.
    private Selector selector;
    private boolean paused;
    private int next;

    SocketListener(
            Executor executor,
            List<SocketProcessor> processors,
            int backlog,
            BooleanSupplier overloaded) {
        super(new DefaultSocketSessionConfig(), executor, processors.get(0));
        this.processors = processors;
        this.overloaded = overloaded;
        setReuseAddress(true);
        setBacklog(backlog);
        setCloseOnDeactivation(false);
    }

    /** Binds and remembers what belongs to the socket. */
    synchronized InetSocketAddress bind(InetSocketAddress address, Binding binding)
            throws IOException {
        opening = binding;
        bind((SocketAddress) address);
        return bindings.entrySet().stream()
                .filter(e -> e.getValue() == binding)
                .map(e -> (InetSocketAddress) e.getKey().socket().getLocalSocketAddress())
                .findFirst()
                .orElseThrow(() -> new IOException("not bound"));
    }

    @Override
    protected void init() throws IOException {
        selector = Selector.open();
    }

    @Override
    protected void init(SelectorProvider provider) throws IOException {
        init();
    }

    @Override
    protected void destroy() throws IOException {
        selector.close();
    }

    @Override
    protected int select() throws IOException {
        if (!paused) {
            return selector.select();
        }
        int selected = selector.select(PAUSE_MILLIS);
        if (!overloaded.getAsBoolean()) {
            paused = false;
            interest(SelectionKey.OP_ACCEPT);
            LOG.info("Accepting connections again");
        }
        return selected;
    }

    private void interest(int operations) {
        for (SelectionKey key : selector.keys()) {
            if (key.isValid()) {
                key.interestOps(operations);
            }
        }
    }

    @Override
    protected void wakeup() {
        selector.wakeup();
    }

    @Override
    protected Iterator<ServerSocketChannel> selectedHandles() {
        Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return keys.hasNext();
            }

            @Override
            public ServerSocketChannel next() {
                return (ServerSocketChannel) keys.next().channel();
            }

            @Override
            public void remove() {
                keys.remove();
            }
        };
    }

    @Override
    protected ServerSocketChannel open(SocketAddress address) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, isReuseAddress());
            channel.bind(address, getBacklog());
            channel.register(selector, paused ? 0 : SelectionKey.OP_ACCEPT);
            bindings.put(channel, opening);
            return channel;
        } catch (IOException | RuntimeException refused) {
            channel.close();
            throw refused;
        }
    }

    @Override
    protected SocketAddress localAddress(ServerSocketChannel handle) {
        return handle.socket().getLocalSocketAddress();
    }

    @Override
    protected SocketSession accept(IoProcessor<SocketSession> ignored, ServerSocketChannel handle) {
        Binding binding = bindings.get(handle);
        if (binding == null || !handle.isOpen()) {
            return null;
        }
        if (overloaded.getAsBoolean()) {
            pause("overloaded");
            return null;
        }
        SocketChannel channel = null;
        try {
            channel = handle.accept();
            return channel == null ? null : session(channel, binding);
        } catch (IOException failed) {
            close(channel);
            pause(failed.toString());
            return null;
        }
    }

    private SocketSession session(SocketChannel channel, Binding binding) {
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
            InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
            next = (next + 1) % processors.size();
            SocketProcessor processor = processors.get(next);
            return new SocketSession(this, processor, channel, remote, local, binding);
        } catch (IOException gone) {
            close(channel);
            return null;
        }
    }

    /** The client has gone, or the system is out of something: give both a moment. */
    private void pause(String reason) {
        LOG.warn("No connections are accepted for a moment: {}", reason);
        paused = true;
        interest(0);
    }

    private static void close(SocketChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException gone) {
            LOG.debug("Closing a refused socket: {}", gone.toString());
        }
    }

    @Override
    protected void close(ServerSocketChannel handle) throws IOException {
        bindings.remove(handle);
        handle.close();
    }

    /** A closed socket is let go by the system only when its selector has looked again. */
    @Override
    protected void handleUnbound(Collection<AcceptorOperationFuture> unbound) throws Exception {
        if (!unbound.isEmpty()) {
            int selected = selector.selectNow();
            super.handleUnbound(unbound);
            if (hasUnbindings()) {
                wakeup();
            }
            if (selected > 0) {
                processHandles(selectedHandles());
            }
        }
    }

    @Override
    public TransportMetadata getTransportMetadata() {
        return SocketSession.METADATA;
    }
}
