// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.osgi.service.component.annotations.Component;
import org.tubepost.api.protocol.ClientConnection;
import org.tubepost.api.protocol.Connector;

/** Opens blocking connections. Holds nothing; any number of threads may use it at once. */
@Component
public final class SocketConnector implements Connector {

    @Override
    public ClientConnection connect(InetSocketAddress remote, Duration timeout) throws IOException {
        if (remote.isUnresolved()) {
            throw new UnknownHostException(remote.getHostString());
        }
        return new SocketClientConnection(remote, timeout);
    }
}
