// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import org.tubepost.api.config.ServerTls;

/**
 * What all connections share.
 *
 * @param workers pool for tasks that may block; rejects when it is overloaded
 * @param handshakes pool for the arithmetic of TLS handshakes
 * @param engines a TLS engine for the server side of a listener, empty while nobody offers one
 * @param handshakeSeconds how long a TLS handshake may take
 * @param lingerSeconds how long a connection that was closed may take to send the rest
 */
record Surroundings(
        WorkerPool workers,
        Executor handshakes,
        Function<ServerTls, Optional<SSLEngine>> engines,
        int handshakeSeconds,
        int lingerSeconds) {}
