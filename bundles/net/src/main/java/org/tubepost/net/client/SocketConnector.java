// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.tubepost.api.protocol.ClientConnection;
import org.tubepost.api.protocol.Connector;

/** Opens blocking connections. Holds nothing; any number of threads may use it at once. */
@Component
public final class SocketConnector implements Connector {

    @Override
    public ClientConnection connect(InetSocketAddress remote, Duration timeout) throws IOException {
        return open(remote, Optional.empty(), timeout);
    }

    @Override
    public ClientConnection connect(InetSocketAddress remote, InetAddress local, Duration timeout)
            throws IOException {
        return open(remote, Optional.of(local), timeout);
    }

    private static ClientConnection open(
            InetSocketAddress remote, Optional<InetAddress> local, Duration timeout)
            throws IOException {
        if (remote.isUnresolved()) {
            throw new UnknownHostException(remote.getHostString());
        }
        return new SocketClientConnection(remote, local, timeout);
    }
}
