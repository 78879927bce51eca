// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.clients.RandomClients;
import org.tubepost.clients.RandomPlan;
import org.tubepost.clients.RandomReport;

/**
 * A short run of {@code itests/scripts/random-clients}, with mail that comes in by LMTP and SMTP.
 */
@ExtendWith(DistributionExtension.class)
class RandomClientsIT {
    private static final int SECONDS = 12;

    private final Distribution server;

    @TempDir private Path directory;

    RandomClientsIT(Distribution server) {
        this.server = server;
    }

    private InetSocketAddress port(int standard) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port(standard));
    }

    @Test
    void everyAnswerIsAllowedAndAllAgreeInTheEnd() throws Exception {
        Path password = Files.writeString(directory.resolve("password"), Distribution.PASSWORD);
        server.shell(
                "directory:user-add", "--password-file", password.toString(), Post.user("random"));
        RandomReport report =
                RandomClients.run(
                        new RandomPlan(
                                port(143),
                                Optional.of(port(24)),
                                Optional.of(port(25)),
                                Post.user("random"),
                                Distribution.PASSWORD,
                                8,
                                SECONDS,
                                SECONDS / 3,
                                System.nanoTime()));
        assertThat(report.reports()).as("conversations that went wrong").isEmpty();
        assertThat(report.operations()).isGreaterThan(200);
        assertThat(report.rounds()).isGreaterThan(2);
    }
}
