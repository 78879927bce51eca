// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net;

import java.net.InetSocketAddress;
import org.osgi.annotation.versioning.ProviderType;

/** A bound port. */
@ProviderType
public interface Listening extends AutoCloseable {

    /** Address and port bound. */
    InetSocketAddress address();

    /** Unbinds; connections that it has accepted live on. */
    @Override
    void close();
}
