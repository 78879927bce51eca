// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.queue.QueueFixture.NOW;
import static org.tubepost.queue.QueueFixture.change;
import static org.tubepost.queue.QueueFixture.envelope;
import static org.tubepost.queue.QueueFixture.recipient;
import static org.tubepost.queue.QueueFixture.sealed;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.channel.DeliveryReports;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.Generation;
import org.tubepost.api.message.Content;
import org.tubepost.api.queue.EntryChange;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.Submission;
import org.tubepost.testkit.FixedConfiguration;
import org.tubepost.testkit.RecordedLog;
import org.tubepost.testkit.SmallFramework;

class DisposalsTest {
    @TempDir Path folder;
    private final RecordedLog log = new RecordedLog();
    private Instant now = NOW;

    private final class MovedClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @Test
    void returnedEntryIsReportedAgainUntilItWorksAndIsGoneThen() throws Exception {
        List<String> reports = new ArrayList<>();
        boolean[] refusing = {true};
        DeliveryReports writer =
                (delivery, outcomes, kind) -> {
                    reports.add(kind + " " + delivery.attempt() + " " + outcomes.get(0).reply());
                    if (refusing[0]) {
                        throw new IOException("not now");
                    }
                };
        Generation generation = Generation.builder(1, NOW).build();
        try (SmallFramework framework = SmallFramework.start(folder.resolve("cache"));
                JournaledQueue queue = QueueFixture.open(folder.resolve("queue"))) {
            framework.register(DeliveryReports.class, writer, Map.of());
            framework.register(Configuration.class, FixedConfiguration.of(generation), Map.of());
            try (Content content = sealed(queue, new byte[10])) {
                queue.enqueue(
                                List.of(
                                        new Submission(
                                                envelope(queue, "", recipient("a", "tcp")),
                                                content,
                                                false)))
                        .toCompletableFuture()
                        .join();
            }
            long number = queue.entries().findFirst().orElseThrow().number();
            assertThat(change(queue, number, new EntryChange.Return("moved away"))).isTrue();
            try (Disposals disposals =
                    new Disposals(framework.context(), queue, log, new MovedClock())) {
                disposals.run();
                disposals.run();
                assertThat(reports).hasSize(1);
                assertThat(queue.entry(number).orElseThrow().state())
                        .isEqualTo(QueueEntry.State.HELD);
                refusing[0] = false;
                now = now.plusSeconds(11);
                disposals.run();
            }
            assertThat(reports)
                    .containsExactly(
                            "FAILURE 1 550 5.0.0 moved away", "FAILURE 1 550 5.0.0 moved away");
            assertThat(log.records())
                    .extracting(r -> r.kind().code() + r.diagnostic() + " <" + r.recipient() + ">")
                    .containsExactly("R550 5.0.0 moved away <a@example.com>");
            assertThat(queue.entries()).isEmpty();
        }
    }
}
