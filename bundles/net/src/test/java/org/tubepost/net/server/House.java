// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.ServerTls;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.config.TlsMode;
import org.tubepost.net.Listening;
import org.tubepost.testkit.Keys;

/** A network with one port that speaks {@link Talk}. */
final class House implements AutoCloseable {
    final MinaNetwork network;
    final Listening listening;
    final BlockingQueue<Talk> talks = new LinkedBlockingQueue<>();

    House(TlsMode mode, int idleSeconds, BiConsumer<Talk, String> lines) throws IOException {
        this(mode, idleSeconds, 32, 1000, Keys.engines(), lines);
    }

    House(
            TlsMode mode,
            int idleSeconds,
            int workers,
            int queue,
            Function<ServerTls, Optional<SSLEngine>> engines,
            BiConsumer<Talk, String> lines)
            throws IOException {
        network = new MinaNetwork(new Sizes(2, workers, queue, 50_000, 1024, 5, 2), engines);
        listening =
                network.listen(
                        new InetSocketAddress("127.0.0.1", 0),
                        () -> definition(mode, idleSeconds),
                        connection -> {
                            Talk talk = new Talk(connection, lines);
                            talks.add(talk);
                            return talk;
                        });
    }

    static ListenerDefinition definition(TlsMode mode, int idleSeconds) {
        return new ListenerDefinition(
                "TEST",
                "test",
                "127.0.0.1",
                0,
                mode,
                100,
                100,
                idleSeconds,
                5,
                Map.of(),
                new SourceLocation("dispatcher.cnf", 1, 1));
    }

    InetSocketAddress address() {
        return listening.address();
    }

    Talk talk() throws InterruptedException {
        Talk talk = talks.poll(5, TimeUnit.SECONDS);
        if (talk == null) {
            throw new AssertionError("no connection came");
        }
        return talk;
    }

    @Override
    public void close() {
        network.close();
    }
}
