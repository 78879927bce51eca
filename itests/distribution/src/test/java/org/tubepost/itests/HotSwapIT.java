// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Bundles are stopped, updated and started while 20 connections send 5,000 messages: all arrive
 * exactly once, nobody sees a permanent error, no connection is refused.
 */
@ExtendWith(DistributionExtension.class)
class HotSwapIT {
    private static final int CONNECTIONS = 20;
    private static final int MESSAGES = 5000;
    private static final List<String> BUNDLES =
            List.of(
                    "org.tubepost.channel.message.store",
                    "org.tubepost.smtp",
                    "org.tubepost.partition.segments");

    @Test
    void nothingIsLostDoubledOrRefusedWhileBundlesAreSwapped(Distribution server) throws Exception {
        Load load = new Load(server, CONNECTIONS, MESSAGES);
        load.start();
        int swaps = 0;
        for (int round = 0; round < 3; round++) {
            for (String bundle : BUNDLES) {
                server.shell("bundle:stop " + bundle);
                server.shell("bundle:update " + bundle);
                server.shell("bundle:start " + bundle);
                swaps += load.isRunning() ? 1 : 0;
            }
        }
        load.join();
        server.awaitEmptyQueue();
        assertThat(swaps).as("swaps under load").isGreaterThanOrEqualTo(6);
        assertThat(load.permanentErrors()).isEmpty();
        assertThat(load.refusedConnections()).isEmpty();
        assertThat(load.acknowledged()).hasSize(MESSAGES);
        assertThat(load.wrongPlaces()).isEmpty();
    }
}
