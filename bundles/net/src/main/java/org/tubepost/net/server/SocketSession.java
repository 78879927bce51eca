// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.file.FileRegion;
import org.apache.mina.core.filterchain.DefaultIoFilterChain;
import org.apache.mina.core.filterchain.IoFilterChain;
import org.apache.mina.core.service.DefaultTransportMetadata;
import org.apache.mina.core.service.IoService;
import org.apache.mina.core.service.TransportMetadata;
import org.apache.mina.core.session.AbstractIoSession;
import org.apache.mina.transport.socket.DefaultSocketSessionConfig;
import org.apache.mina.transport.socket.SocketSessionConfig;

/** One accepted socket as MINA sees it; the house sees its {@link ServerConnection}. */
final class SocketSession extends AbstractIoSession {
    static final TransportMetadata METADATA =
            new DefaultTransportMetadata(
                    "tubepost",
                    "socket",
                    false,
                    true,
                    InetSocketAddress.class,
                    SocketSessionConfig.class,
                    IoBuffer.class,
                    FileRegion.class);

    private final SocketProcessor processor;
    private final SocketChannel channel;
    private final InetSocketAddress remote;
    private final InetSocketAddress local;
    private final IoFilterChain chain;
    private final ConnectionTurns turns;
    private volatile SelectionKey key;

    SocketSession(
            IoService service,
            SocketProcessor processor,
            SocketChannel channel,
            InetSocketAddress remote,
            InetSocketAddress local,
            Binding binding) {
        super(service);
        this.processor = processor;
        this.channel = channel;
        this.remote = remote;
        this.local = local;
        this.config = new DefaultSocketSessionConfig();
        // MINA makes a buffer for each read, which the processor does not need.
        config.setMinReadBufferSize(1);
        config.setReadBufferSize(1);
        this.chain = new DefaultIoFilterChain(this);
        this.turns = new ServerConnection(this, binding).turns();
    }

    ConnectionTurns turns() {
        return turns;
    }

    SocketProcessor processor() {
        return processor;
    }

    SocketChannel channel() {
        return channel;
    }

    SelectionKey key() {
        return key;
    }

    void key(SelectionKey registered) {
        key = registered;
    }

    @Override
    public SocketProcessor getProcessor() {
        return processor;
    }

    @Override
    public IoFilterChain getFilterChain() {
        return chain;
    }

    @Override
    public TransportMetadata getTransportMetadata() {
        return METADATA;
    }

    @Override
    public InetSocketAddress getRemoteAddress() {
        return remote;
    }

    @Override
    public InetSocketAddress getLocalAddress() {
        return local;
    }

    @Override
    public boolean isActive() {
        return key != null && key.isValid();
    }
}
