// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.io.IOException;
import org.tubepost.api.dns.Resolver;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.protocol.Connector;
import org.tubepost.api.security.TlsContexts;

/**
 * The rooms that a delivery asks.
 *
 * <p>While one is being replaced its method throws: all recipients wait.
 */
interface Rooms extends AutoCloseable {

    Lease<Resolver> resolver() throws IOException;

    Lease<Connector> connector() throws IOException;

    Lease<TlsContexts> tls() throws IOException;

    @Override
    void close();
}
