// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** The real network without a container. */
public final class Networks {
    private Networks() {}

    /** A small network with this key. */
    public static MinaNetwork open(SSLContext key) {
        return new MinaNetwork(
                new Sizes(2, 8, 1000, 10_000, 1024, 5, 2), rules -> Optional.of(engine(key)));
    }

    private static SSLEngine engine(SSLContext key) {
        SSLEngine engine = key.createSSLEngine();
        engine.setUseClientMode(false);
        return engine;
    }
}
