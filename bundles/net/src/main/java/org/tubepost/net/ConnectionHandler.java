// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net;

import org.osgi.annotation.versioning.ConsumerType;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.protocol.Session;

/** Takes the connections of a listening port. */
@ConsumerType
@FunctionalInterface
public interface ConnectionHandler {

    /**
     * A connection was accepted. Called on its I/O thread; must not block. Octets are read when the
     * call has returned, unless it suspended reading.
     *
     * @return gets the connection's events from now on; its {@link Session#closed} is called
     *     exactly once, whatever happens
     */
    Session accepted(Connection connection);
}
