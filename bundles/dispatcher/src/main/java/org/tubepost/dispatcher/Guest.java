// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.TlsMode;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.protocol.Protocol;
import org.tubepost.api.protocol.Session;

/**
 * A connection as the dispatcher keeps it: shakes hands if TLS comes first, then waits for its
 * protocol, then passes every event on to the protocol's session. The lease of the protocol is held
 * from the session's beginning to its end, so a bundle is not stopped under it.
 *
 * <p>All methods are called on the connection's I/O thread, except {@link #isParked}.
 */
final class Guest implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(Guest.class);

    private final Connection connection;
    private final Reception reception;
    private volatile boolean parked;
    private Lease<Protocol> lease;
    private Session session;
    private boolean leaving;

    /** What a guest asks of the house. */
    interface Reception {
        /** A protocol that can serve now. */
        Optional<Lease<Protocol>> lease(String protocol);

        /** The guest waits; it is told to {@link Guest#serve} when the protocol comes. */
        void parked(Guest guest);

        /** The protocol's words for a refusal. */
        Optional<String> refusal(String protocol, Refusal refusal);

        /** The guest has gone. */
        void left(Guest guest);
    }

    Guest(Connection connection, Reception reception) {
        this.connection = connection;
        this.reception = reception;
    }

    Connection connection() {
        return connection;
    }

    ListenerDefinition listener() {
        return connection.listener();
    }

    /** Waits for its protocol. */
    boolean isParked() {
        return parked;
    }

    /** Takes nothing in for a while: whoever calls decides when it goes on. */
    void hold() {
        connection.suspendReading();
    }

    /**
     * The wait is over.
     *
     * @return false if the guest left meanwhile, or was sent away
     */
    boolean release() {
        if (leaving) {
            return false;
        }
        connection.resumeReading();
        return true;
    }

    /** Begins; called once. */
    void begin() {
        if (listener().tls() == TlsMode.IMPLICIT) {
            connection.startTls();
        } else {
            serveOrPark();
        }
    }

    private void serveOrPark() {
        if (!serve()) {
            parked = true;
            connection.suspendReading();
            reception.parked(this);
        }
    }

    /** Opens the session if its protocol is here; true if there is one now. */
    boolean serve() {
        if (session != null || leaving) {
            return true;
        }
        Optional<Lease<Protocol>> found = reception.lease(listener().protocol());
        if (found.isEmpty()) {
            return false;
        }
        lease = found.get();
        boolean waited = parked;
        parked = false;
        session = lease.service().open(connection);
        if (waited) {
            connection.resumeReading();
        }
        return true;
    }

    /** The wait for the protocol is over. */
    void waitedLongEnough() {
        if (parked && !serve()) {
            refuse(Refusal.AWAY);
        }
    }

    /** Says no in the protocol's words, if they are known, and closes. */
    void refuse(Refusal refusal) {
        refuse(reception.refusal(listener().protocol(), refusal));
    }

    /** Says this and closes. */
    void refuse(Optional<String> words) {
        leaving = true;
        parked = false;
        words.ifPresent(
                line -> connection.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8))));
        connection.close();
    }

    /** The protocol goes: ends the session if it is one of this service. */
    void protocolGoes(Protocol service) {
        if (session != null && lease.service() == service) {
            session.ending();
        }
    }

    /** The drain time is over. */
    void cutIfServedBy(Protocol service) {
        if (session != null && lease.service() == service) {
            cut();
        }
    }

    /** The time in which a session had to end is over. */
    void cut() {
        if (!leaving) {
            LOG.warn("{} did not end in time, cut", connection);
            connection.abort();
        }
    }

    /** The house closes. */
    void houseCloses() {
        if (session != null) {
            session.ending();
        } else if (!leaving) {
            refuse(Refusal.STOPPING);
        }
    }

    @Override
    public void received(ByteBuffer data) {
        if (session != null) {
            session.received(data);
        }
    }

    @Override
    public void idle() {
        if (session != null) {
            session.idle();
        } else {
            connection.close();
        }
    }

    @Override
    public void secured() {
        if (session != null) {
            session.secured();
        } else if (!leaving) {
            serveOrPark();
        }
    }

    @Override
    public void ending() {
        houseCloses();
    }

    @Override
    public void closed() {
        leaving = true;
        parked = false;
        try {
            if (session != null) {
                session.closed();
            }
        } finally {
            session = null;
            reception.left(this);
            if (lease != null) {
                lease.close();
            }
        }
    }
}
