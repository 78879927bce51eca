// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.tubepost.api.config.ServerTls;
import org.tubepost.api.dns.NameServers;
import org.tubepost.api.dns.Resolver;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.protocol.Connector;
import org.tubepost.api.security.TlsContexts;
import org.tubepost.net.client.SocketConnector;

/** Real sockets; names, policies and keys as the test says. */
final class TestRooms implements Rooms {
    final Map<String, String> policies = new HashMap<>();
    final List<InetAddress> asked = new ArrayList<>();
    Optional<SSLContext> keys = Optional.empty();
    volatile boolean tableAway;
    private final Resolver names;

    TestRooms(Resolver names) {
        this.names = names;
    }

    @Override
    public Lease<Resolver> resolver() {
        return new Fixed<>(names);
    }

    @Override
    public Lease<NameServers> nameServers() {
        return new Fixed<>(
                servers -> {
                    asked.addAll(servers);
                    return names;
                });
    }

    @Override
    public Optional<String> probe(String table, String input) {
        if (tableAway) {
            throw new UncheckedIOException(new IOException("directory is away"));
        }
        return Optional.ofNullable(policies.get(table + " " + input));
    }

    @Override
    public Lease<Connector> connector() {
        return new Fixed<>(new SocketConnector());
    }

    @Override
    public Lease<TlsContexts> tls() throws IOException {
        SSLContext context = keys.orElseThrow(() -> new IOException("no TLS here"));
        return new Fixed<>(
                new TlsContexts() {
                    @Override
                    public SSLEngine serverEngine(ServerTls rules) {
                        throw new IllegalStateException("a client asks for no server");
                    }

                    @Override
                    public SSLContext clientContext(boolean verify) {
                        return context;
                    }
                });
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    private record Fixed<T>(T service) implements Lease<T> {
        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
