// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The process is killed under 20 senders and started again: every acknowledged message is there
 * once. The script {@code itests/scripts/kill-under-load} does more rounds.
 */
class KillIT {
    private static final int ROUNDS = 3;

    @Test
    void everyAcknowledgedMessageSurvivesKills() throws Exception {
        Random random = new Random();
        try (Distribution server = new Distribution("home-kill")) {
            server.start();
            Load load = new Load(server, 20, Integer.MAX_VALUE);
            for (int round = 0; round < ROUNDS; round++) {
                load.start();
                TimeUnit.MILLISECONDS.sleep(300 + random.nextInt(2000));
                ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
                process.destroyForcibly();
                process.onExit().get(20, TimeUnit.SECONDS);
                load.stop();
                server.start();
                server.awaitEmptyQueue();
                assertThat(load.wrongPlaces()).as("round " + round).isEmpty();
            }
            assertThat(load.acknowledged()).isNotEmpty();
        }
    }
}
