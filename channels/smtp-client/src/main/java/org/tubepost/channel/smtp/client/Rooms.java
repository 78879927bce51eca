// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.io.IOException;
import java.util.Optional;
import org.tubepost.api.dns.NameServers;
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

    Lease<NameServers> nameServers() throws IOException;

    /**
     * Asks a mapping table of the configuration in force; empty where there is none.
     *
     * @throws java.io.UncheckedIOException when it cannot say now
     */
    Optional<String> probe(String table, String input) throws IOException;

    Lease<Connector> connector() throws IOException;

    Lease<TlsContexts> tls() throws IOException;

    @Override
    void close();
}
