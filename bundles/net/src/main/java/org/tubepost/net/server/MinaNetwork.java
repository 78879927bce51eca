// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.net.ssl.SSLEngine;
import org.apache.mina.core.service.IoHandlerAdapter;
import org.apache.mina.core.session.IoSession;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.ServerTls;
import org.tubepost.api.observe.MeterSource;
import org.tubepost.api.observe.Reading;
import org.tubepost.net.ConnectionHandler;
import org.tubepost.net.Listening;
import org.tubepost.net.Network;

/** The network on Apache MINA: one accepting thread, a few I/O threads, a bounded worker pool. */
public final class MinaNetwork implements Network, MeterSource, AutoCloseable {
    private final ExecutorService threads =
            Executors.newCachedThreadPool(Workers.daemons("network"));
    private final Workers workers;
    private final Workers handshakes;
    private final List<SocketProcessor> processors;
    private final SocketListener listener;
    private final Surroundings surroundings;

    /**
     * Starts; no port is bound yet.
     *
     * @param sizes threads and limits
     * @param engines server-side TLS engines, empty while there are none
     */
    MinaNetwork(Sizes sizes, Function<ServerTls, Optional<SSLEngine>> engines) {
        this.workers = new Workers("worker", sizes.workerThreads(), sizes.workerQueue());
        this.handshakes =
                new Workers("tls-handshake", Runtime.getRuntime().availableProcessors(), 10_000);
        this.processors =
                IntStream.range(0, sizes.ioThreads())
                        .mapToObj(i -> new SocketProcessor(threads))
                        .toList();
        this.surroundings =
                new Surroundings(
                        workers,
                        handshakes,
                        engines,
                        sizes.handshakeSeconds(),
                        sizes.lingerSeconds());
        this.listener =
                new SocketListener(
                        threads, processors, sizes.backlog(), () -> isFull(sizes.maxConnections()));
        listener.setHandler(new Events());
    }

    private boolean isFull(int maxConnections) {
        return workers.isNearlyFull() || listener.getManagedSessionCount() >= maxConnections;
    }

    @Override
    public Listening listen(
            InetSocketAddress address,
            Supplier<ListenerDefinition> definition,
            ConnectionHandler handler)
            throws IOException {
        InetSocketAddress bound =
                listener.bind(address, new Binding(definition, handler, surroundings));
        return new Listening() {
            @Override
            public InetSocketAddress address() {
                return bound;
            }

            @Override
            public void close() {
                listener.unbind(bound);
            }
        };
    }

    @Override
    public List<Reading> readings() {
        return List.of(
                Reading.of("net_connections", listener.getManagedSessionCount()),
                Reading.of("net_received_bytes_total", listener.getStatistics().getReadBytes()),
                Reading.of("net_sent_bytes_total", listener.getStatistics().getWrittenBytes()),
                new Reading("net_threads_busy", Map.of("pool", "worker"), workers.active()),
                new Reading("net_tasks_waiting", Map.of("pool", "worker"), workers.waiting()),
                new Reading(
                        "net_tasks_waiting",
                        Map.of("pool", "tls-handshake"),
                        handshakes.waiting()));
    }

    /** Closes every port and every connection. */
    @Override
    public void close() {
        listener.dispose();
        processors.forEach(SocketProcessor::dispose);
        workers.stop();
        handshakes.stop();
        threads.shutdown();
    }

    /** Tells each connection what MINA tells us. */
    private static final class Events extends IoHandlerAdapter {
        private static ConnectionTurns of(IoSession session) {
            return ((SocketSession) session).turns();
        }

        @Override
        public void sessionOpened(IoSession session) {
            of(session).opened();
        }

        @Override
        public void messageSent(IoSession session, Object message) {
            of(session).sent();
        }

        @Override
        public void inputClosed(IoSession session) {
            of(session).inputClosed();
        }

        @Override
        public void exceptionCaught(IoSession session, Throwable cause) {
            of(session).farewell().failed(cause);
        }

        @Override
        public void sessionClosed(IoSession session) {
            of(session).farewell().destroyed();
        }
    }
}
