// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer's keys over https. */
final class KeyServer implements AutoCloseable {
    private final HttpsServer http;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String keys = "";

    /**
     * Begins to serve.
     *
     * @param store its key and certificate
     */
    KeyServer(Path store) throws IOException, GeneralSecurityException {
        http = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setHttpsConfigurator(
                new HttpsConfigurator(TlsClient.with(store, Certificates.PASSWORD)));
        http.createContext(
                "/jwks.json",
                exchange -> {
                    asked.incrementAndGet();
                    byte[] body = keys.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    try (OutputStream out = exchange.getResponseBody()) {
                        out.write(body);
                    }
                });
        http.start();
    }

    void publish(String jwks) {
        keys = jwks;
    }

    int asked() {
        return asked.get();
    }

    String address() {
        return "https://localhost:" + http.getAddress().getPort() + "/jwks.json";
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
