// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.queue.QueueFixture.NOW;
import static org.tubepost.queue.QueueFixture.all;
import static org.tubepost.queue.QueueFixture.change;
import static org.tubepost.queue.QueueFixture.copy;
import static org.tubepost.queue.QueueFixture.envelope;
import static org.tubepost.queue.QueueFixture.recipient;
import static org.tubepost.queue.QueueFixture.sealed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.channel.DeliveryReports;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.Generation;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;
import org.tubepost.api.queue.EntryChange;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.Submission;
import org.tubepost.testkit.FixedConfiguration;
import org.tubepost.testkit.RecordedLog;
import org.tubepost.testkit.RecordingDoor;
import org.tubepost.testkit.SmallFramework;
import org.tubepost.testkit.UnreadableContent;

/**
 * The process dies while an entry is returned or redirected: copies of the journal as it was at
 * some moment are opened again. Nothing is lost, nothing comes twice.
 */
class DisposalCrashTest {
    private static final byte[] MESSAGE = "To be moved.\r\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir Path folder;

    /** A queue with what Disposals needs; what comes through the door is put into the queue. */
    private final class House implements AutoCloseable {
        final SmallFramework framework;
        final JournaledQueue queue;
        final Disposals disposals;
        Runnable taken = () -> {};

        House(String name) throws Exception {
            framework = SmallFramework.start(folder.resolve(name + "-cache"));
            queue = QueueFixture.open(folder.resolve(name));
            RecordingDoor door = new RecordingDoor();
            door.toMessages(
                    m -> {
                        String local = m.recipients().get(0).localPart();
                        put(m.origin().cause(), local, m.octets());
                        taken.run();
                        return Reply.of(250, "2.0.0", "taken");
                    });
            DeliveryReports writer =
                    (delivery, outcomes, kind) -> {
                        String cause = "dsn-failure:" + delivery.entry() + ":" + delivery.attempt();
                        put(cause, "new", MESSAGE);
                        taken.run();
                    };
            framework.register(Acceptance.class, door, Map.of());
            framework.register(DeliveryReports.class, writer, Map.of());
            framework.register(
                    Configuration.class,
                    FixedConfiguration.of(Generation.builder(1, NOW).build()),
                    Map.of());
            disposals =
                    new Disposals(
                            framework.context(),
                            queue,
                            new RecordedLog(),
                            Clock.fixed(NOW, ZoneOffset.UTC));
        }

        void put(String cause, String name, byte[] octets) {
            try (Content content = sealed(queue, octets)) {
                queue.enqueue(
                                List.of(
                                        new Submission(
                                                envelope(queue, cause, recipient(name, name)),
                                                content,
                                                false)))
                        .toCompletableFuture()
                        .join();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        List<Long> numbers(String channel) {
            return queue.entries()
                    .filter(e -> e.channel().equals(channel))
                    .map(QueueEntry::number)
                    .toList();
        }

        @Override
        public void close() throws Exception {
            disposals.close();
            queue.close();
            framework.close();
        }
    }

    private static EntryChange wish(String kind) throws Exception {
        return kind.equals("return")
                ? new EntryChange.Return("moved")
                : new EntryChange.Redirect(MailAddress.parse("new@example.net"));
    }

    private void snapshot(String name) {
        try {
            copy(folder.resolve("live"), folder.resolve(name));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"return", "redirect"})
    void deathAtAnyMomentLosesNothingAndDoublesNothing(String kind) throws Exception {
        try (House live = new House("live")) {
            live.put("", "old", MESSAGE);
            assertThat(change(live.queue, live.numbers("old").get(0), wish(kind))).isTrue();
            snapshot("wished");
            live.taken = () -> snapshot("taken");
            live.disposals.run();
            snapshot("settled");
            assertMoved(live);
        }
        for (String moment : List.of("wished", "taken", "settled")) {
            try (House again = new House(moment)) {
                assertThat(again.numbers("old")).hasSize(moment.equals("settled") ? 0 : 1);
                again.disposals.run();
                assertMoved(again);
            }
        }
    }

    private static void assertMoved(House house) throws IOException {
        assertThat(house.numbers("old")).isEmpty();
        assertThat(house.numbers("new")).hasSize(1);
        try (Content content = house.queue.content(house.numbers("new").get(0)).orElseThrow()) {
            assertThat(all(content)).isEqualTo(MESSAGE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"return", "redirect"})
    void newMessageThatWasDeliveredBeforeTheDeathDoesNotComeAgain(String kind) throws Exception {
        try (House live = new House("live")) {
            live.put("", "old", MESSAGE);
            assertThat(change(live.queue, live.numbers("old").get(0), wish(kind))).isTrue();
            live.taken =
                    () -> {
                        long delivered = live.numbers("new").get(0);
                        change(live.queue, delivered, new EntryChange.Delete("delivered"));
                        fillAndReclaim(live);
                        snapshot("taken");
                    };
            fill(live);
            live.disposals.run();
            assertThat(live.queue.entries()).isEmpty();
        }
        try (House again = new House("taken")) {
            assertThat(again.numbers("old")).hasSize(1);
            fillAndReclaim(again);
            again.disposals.run();
            assertThat(again.queue.entries()).isEmpty();
        }
    }

    /** Fills segments with what leaves at once, and frees what can be freed. */
    private static void fillAndReclaim(House house) {
        fill(house);
        try {
            house.queue.reclaim();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void fill(House house) {
        for (int i = 0; i < 20; i++) {
            house.put("", "fill", new byte[9_000]);
            house.numbers("fill")
                    .forEach(n -> change(house.queue, n, new EntryChange.Delete("gone")));
        }
    }

    @Test
    void causeIsKnownThoughTheEntryThatItNamesWasWrittenAgainBehindIt() throws Exception {
        try (House live = new House("live")) {
            live.put("", "old", MESSAGE);
            long old = live.numbers("old").get(0);
            fill(live);
            live.put("", "full", new byte[15_000]);
            live.put("redirect:" + old + ":1", "new", MESSAGE);
            live.put("", "full", new byte[15_000]);
            fillAndReclaim(live);
            snapshot("again");
        }
        try (House again = new House("again")) {
            assertThat(change(again.queue, again.numbers("old").get(0), wish("redirect"))).isTrue();
            again.disposals.run();
            assertMoved(again);
        }
    }

    @Test
    void causeOfAMessageThatWasNotAcceptedAfterAllIsTakenLater() throws Exception {
        try (House live = new House("live")) {
            live.put("", "old", MESSAGE);
            String cause = "dsn-failure:" + live.numbers("old").get(0) + ":1";
            try (Content content = sealed(live.queue, MESSAGE)) {
                var refused =
                        live.queue
                                .enqueue(
                                        List.of(
                                                submission(live, cause, content),
                                                submission(
                                                        live,
                                                        cause.replace(":1", ":2"),
                                                        new UnreadableContent("0123456789"))))
                                .toCompletableFuture();
                assertThat(refused).isCompletedExceptionally();
            }
            assertThat(live.numbers("new")).isEmpty();
            snapshot("died");
            live.put(cause, "new", MESSAGE);
            assertThat(live.numbers("new")).hasSize(1);
        }
        try (House again = new House("died")) {
            again.put("dsn-failure:" + again.numbers("old").get(0) + ":1", "new", MESSAGE);
            assertThat(again.numbers("new")).hasSize(1);
        }
    }

    private static Submission submission(House house, String cause, Content content) {
        return new Submission(envelope(house.queue, cause, recipient("n", "new")), content, false);
    }

    @Test
    void recordKeptForACauseIsFreedWithTheAttempt() throws Exception {
        try (House live = new House("live")) {
            live.put("", "old", MESSAGE);
            long old = live.numbers("old").get(0);
            double before = liveOctets(live);
            live.put("dsn-failure:" + old + ":1", "new", new byte[500]);
            change(live.queue, live.numbers("new").get(0), new EntryChange.Delete("delivered"));
            assertThat(liveOctets(live)).isGreaterThan(before + 500);
            change(live.queue, old, new EntryChange.Delete("gone"));
            assertThat(liveOctets(live)).isLessThan(before);
        }
    }

    private static double liveOctets(House house) {
        return house.queue.readings().stream()
                .filter(r -> r.name().equals("journal_live_octets"))
                .findFirst()
                .orElseThrow()
                .value();
    }
}
