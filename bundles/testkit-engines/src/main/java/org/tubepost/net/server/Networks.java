// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import org.tubepost.testkit.Keys;

/** The real network without a container. */
public final class Networks {
    private Networks() {}

    /** A small network whose TLS key is for {@code localhost}. */
    public static MinaNetwork open() {
        return new MinaNetwork(new Sizes(2, 8, 1000, 10_000, 1024, 5, 2), Keys.engines());
    }
}
