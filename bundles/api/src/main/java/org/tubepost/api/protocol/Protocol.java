// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.protocol;

import org.osgi.annotation.versioning.ConsumerType;
import org.tubepost.api.message.Reply;

/**
 * A protocol of the server side. Register a service with the property {@value #NAME}; {@code
 * etc/dispatcher.cnf} says on which ports it is spoken. The dispatcher owns the sockets and leases
 * the service for each connection; when the service goes, it calls {@link Session#ending} on every
 * session and lets the bundle stop when they have closed, or after a while. Meanwhile the port
 * stays open, and new connections wait for the protocol to come back.
 */
@ConsumerType
public interface Protocol {

    /** Service property: name of the protocol, {@code smtp}. */
    String NAME = "protocol.name";

    /**
     * Begins a session and greets, on an I/O thread; must not block.
     *
     * @param connection new connection, its TLS handshake done if the listener wants TLS at once
     */
    Session open(Connection connection);

    /**
     * The bytes to say when there is no session: the listener is full, the protocol stayed away for
     * too long, or the access tables say no. What the dispatcher says of its own accord is asked
     * for early and kept across the life of the bundle.
     *
     * @param reason temporary or permanent refusal; its code need not be one of a greeting
     * @return whole lines in the protocol's own words, with CRLF
     */
    String refusal(Reply reason);
}
