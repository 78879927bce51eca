// SPDX-License-Identifier: Apache-2.0
package org.tubepost.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** A TLS handshake between two engines in memory. */
final class Handshake {
    private Handshake() {}

    static void run(SSLEngine client, SSLEngine server) throws SSLException {
        ByteBuffer toServer = ByteBuffer.allocate(100_000).flip();
        ByteBuffer toClient = ByteBuffer.allocate(100_000).flip();
        client.beginHandshake();
        server.beginHandshake();
        for (int i = 0; i < 1000; i++) {
            if (isDone(client) && isDone(server)) {
                return;
            }
            step(client, toClient, toServer);
            step(server, toServer, toClient);
        }
        throw new SSLException("no end of the handshake");
    }

    private static boolean isDone(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> engine.getDelegatedTask().run();
            case NEED_WRAP -> {
                out.compact();
                engine.wrap(ByteBuffer.allocate(0), out);
                out.flip();
            }
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> engine.unwrap(in, ByteBuffer.allocate(40_000));
            default -> {
                // Done.
            }
        }
    }
}
