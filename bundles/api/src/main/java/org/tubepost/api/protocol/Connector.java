// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.protocol;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/** Opens connections to other hosts for channels, filters and proxies. */
@ProviderType
public interface Connector {

    /**
     * Connects; blocks the calling thread at most for the time given.
     *
     * @param remote resolved address
     * @param timeout for connecting, and the initial one for reading and writing
     */
    ClientConnection connect(InetSocketAddress remote, Duration timeout) throws IOException;

    /**
     * Connects from an address of this machine.
     *
     * @param remote resolved address
     * @param local address to connect from, with any port; of the same family as the remote one
     * @param timeout for connecting, and the initial one for reading and writing
     */
    ClientConnection connect(InetSocketAddress remote, InetAddress local, Duration timeout)
            throws IOException;
}
