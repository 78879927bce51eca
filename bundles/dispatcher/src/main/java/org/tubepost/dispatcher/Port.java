// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.net.ConnectionHandler;
import org.tubepost.net.Listening;
import org.tubepost.net.Network;

/**
 * A listening port: bound, or with the reason why not. Its definition may change while the socket
 * stays. Changes happen under the lock of {@link Ports}; figures may be asked for at any time.
 */
final class Port {
    private static final Logger LOG = LoggerFactory.getLogger(Port.class);

    final AtomicInteger open = new AtomicInteger();
    final LongAdder accepted = new LongAdder();
    final LongAdder refused = new LongAdder();

    private volatile ListenerDefinition definition;
    private volatile String problem = "not bound yet";
    private volatile Listening listening;

    Port(ListenerDefinition definition) {
        this.definition = definition;
    }

    ListenerDefinition definition() {
        return definition;
    }

    void definition(ListenerDefinition changed) {
        definition = changed;
    }

    String problem() {
        return problem;
    }

    Optional<InetSocketAddress> bound() {
        Listening now = listening;
        return now == null ? Optional.empty() : Optional.of(now.address());
    }

    /** Binds if it is not bound. */
    void bind(Network network, ConnectionHandler handler) {
        if (listening != null) {
            return;
        }
        ListenerDefinition wanted = definition;
        try {
            InetSocketAddress address =
                    wanted.address().isEmpty()
                            ? new InetSocketAddress(wanted.port())
                            : new InetSocketAddress(
                                    InetAddress.getByName(wanted.address()), wanted.port());
            listening = network.listen(address, this::definition, handler);
            problem = "";
            LOG.info(
                    "{} listens on {} ({}, {})",
                    wanted.service(),
                    listening.address(),
                    wanted.protocol(),
                    wanted.tls());
        } catch (IOException refusal) {
            Throwable cause = refusal.getCause() == null ? refusal : refusal.getCause();
            String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
            if (!reason.equals(problem)) {
                LOG.error(
                        "{} cannot listen on {} port {}: {}; trying again",
                        wanted.service(),
                        wanted.address().isEmpty() ? "any address," : wanted.address(),
                        wanted.port(),
                        reason);
            }
            problem = reason;
        }
    }

    void close() {
        Listening bound = listening;
        if (bound != null) {
            listening = null;
            problem = "closed";
            bound.close();
            LOG.info("{} no longer listens on {}", definition.service(), bound.address());
        }
    }
}
