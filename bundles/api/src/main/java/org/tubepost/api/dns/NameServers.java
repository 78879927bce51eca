// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.dns;

import java.net.InetAddress;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Resolvers that ask other name servers than the configured ones. */
@ProviderType
public interface NameServers {

    /**
     * A resolver with a cache of its own; the same one each time for the same servers.
     *
     * @param servers addresses, at least one; port 53
     */
    Resolver asking(List<InetAddress> servers);
}
