// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Part;
import org.tubepost.api.message.Priority;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.message.Summary;
import org.tubepost.api.queue.EntryChange;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueLease;
import org.tubepost.api.queue.Settlement;
import org.tubepost.api.queue.Submission;
import org.tubepost.journal.JournalOptions;
import org.tubepost.testkit.RecordedLog;

class JournaledQueueTest {
    @TempDir Path folder;

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private final List<QueueEntry> told = new ArrayList<>();

    private record Settings() implements QueueSettings {
        @Override
        public String directory() {
            return "";
        }

        @Override
        public int entryLimit() {
            return 1_000;
        }

        @Override
        public int memoryPerMessage() {
            return 4_096;
        }

        @Override
        public int reclaimSeconds() {
            return 1;
        }

        @Override
        public int reclaimBelowPercent() {
            return 50;
        }

        @Override
        public int segmentMebibytes() {
            return 1;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return QueueSettings.class;
        }
    }

    private JournaledQueue open(Path in) throws IOException {
        return new JournaledQueue(
                in,
                JournalOptions.named("queue").withSegmentOctets(20_000).withReserveOctets(0),
                new Settings(),
                Clock.fixed(NOW, java.time.ZoneOffset.UTC),
                new RecordedLog(),
                told::add);
    }

    private static byte[] body(int octets, int seed) {
        byte[] bytes = new byte[octets];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static Summary summary(int size) {
        Part root = new Part(0, 0, size, 0, "text/plain", List.of(), Optional.empty());
        return new Summary(size, 0, 0, true, false, true, 0, "", Priority.NORMAL, root);
    }

    private static Recipient recipient(String name, String channel, String destination)
            throws Exception {
        MailAddress address = MailAddress.parse(name + "@example.com");
        return new Recipient(address, address, channel, destination, RecipientDsn.NONE);
    }

    private static MessageId put(JournaledQueue queue, byte[] octets, String cause, Recipient... to)
            throws Exception {
        return put(queue, octets, cause, false, to);
    }

    private static MessageId put(
            JournaledQueue queue, byte[] octets, String cause, boolean held, Recipient... to)
            throws Exception {
        try (ContentSink sink = queue.begin(0)) {
            for (int at = 0; at < octets.length; at += 1_000) {
                sink.write(ByteBuffer.wrap(octets, at, Math.min(1_000, octets.length - at)));
            }
            try (Content plain = sink.seal(summary(octets.length));
                    Content content =
                            plain.withHeader(
                                    ByteBuffer.wrap(
                                            "X-A: b\r\n".getBytes(StandardCharsets.UTF_8)))) {
                Envelope envelope =
                        new Envelope(
                                queue.newMessageId(),
                                Origin.internal("test", NOW, cause),
                                ReversePath.of(MailAddress.parse("s@example.org")),
                                DsnRequest.NONE,
                                Set.of(),
                                Priority.NORMAL,
                                List.of(to));
                return queue.enqueue(List.of(new Submission(envelope, content, held)))
                        .toCompletableFuture()
                        .get()
                        .get(0);
            }
        }
    }

    private static byte[] all(Content content) throws IOException {
        return content.newInputStream().readAllBytes();
    }

    private static Outcome delivered(Recipient recipient) {
        return new Outcome.Delivered(
                recipient, Reply.of(250, "2.0.0", "ok"), "", Outcome.Action.DELIVERED);
    }

    private static Outcome deferred(Recipient recipient) {
        return new Outcome.Deferred(recipient, Reply.of(451, "4.0.0", "later"), "mx");
    }

    @Test
    void messageHasOneEntryForEachChannelAndDestination() throws Exception {
        try (JournaledQueue queue = open(folder)) {
            put(
                    queue,
                    body(100, 1),
                    "",
                    recipient("a", "tcp", "x"),
                    recipient("b", "tcp", "y"),
                    recipient("c", "tcp", "x"),
                    recipient("d", "ims", ""));
            assertThat(queue.entries()).extracting(QueueEntry::recipients).containsExactly(2, 1, 1);
            assertThat(told).hasSize(3);
        }
    }

    @Test
    void contentComesBackOctetByOctetWithItsPrefixAfterARestart() throws Exception {
        for (int size : new int[] {0, 10, 4_095, 4_096, 50_000}) {
            Path in = folder.resolve("size" + size);
            long number;
            try (JournaledQueue queue = open(in)) {
                put(queue, body(size, size), "", recipient("a", "tcp", "x"));
                number = queue.entries().findFirst().orElseThrow().number();
            }
            try (JournaledQueue queue = open(in);
                    Content content = queue.content(number).orElseThrow()) {
                byte[] back = all(content);
                assertThat(back)
                        .hasSize(size + 8)
                        .startsWith("X-A: b\r\n".getBytes(StandardCharsets.UTF_8));
                assertThat(java.util.Arrays.copyOfRange(back, 8, back.length))
                        .isEqualTo(body(size, size));
                assertThat(content.summary().size()).isEqualTo(size + 8);
            }
        }
    }

    @Test
    void settlementNarrowsTheEntryAndTheLastOneFreesIt() throws Exception {
        Recipient a = recipient("a", "tcp", "x");
        Recipient b = recipient("b", "tcp", "x");
        long number;
        try (JournaledQueue queue = open(folder)) {
            put(queue, body(10, 1), "", a, b);
            number = queue.entries().findFirst().orElseThrow().number();
            try (QueueLease lease = queue.lease(number).orElseThrow()) {
                assertThat(queue.lease(number)).isEmpty();
                queue.settle(
                                lease,
                                new Settlement(
                                        List.of(delivered(a), deferred(b)), NOW.plusSeconds(60), 0))
                        .toCompletableFuture()
                        .get();
            }
        }
        try (JournaledQueue queue = open(folder)) {
            QueueEntry entry = queue.entry(number).orElseThrow();
            assertThat(entry.recipients()).isEqualTo(1);
            assertThat(entry.attempt()).isEqualTo(2);
            assertThat(entry.due()).isEqualTo(NOW.plusSeconds(60));
            assertThat(entry.lastReply()).contains("later");
            assertThat(queue.history(number)).hasSize(2);
            assertThat(queue.envelope(number).orElseThrow().recipients()).containsExactly(b);
            try (QueueLease lease = queue.lease(number).orElseThrow()) {
                queue.settle(lease, new Settlement(List.of(delivered(b)), NOW, 0))
                        .toCompletableFuture()
                        .get();
            }
            assertThat(queue.entries()).isEmpty();
        }
        try (JournaledQueue queue = open(folder)) {
            assertThat(queue.entries()).isEmpty();
        }
    }

    @Test
    void leaseThatIsClosedUnsettledGivesTheEntryBack() throws Exception {
        try (JournaledQueue queue = open(folder)) {
            put(queue, body(10, 1), "", recipient("a", "tcp", "x"));
            long number = queue.entries().findFirst().orElseThrow().number();
            queue.lease(number).orElseThrow().close();
            assertThat(queue.entry(number).orElseThrow().state()).isEqualTo(QueueEntry.State.READY);
            assertThat(queue.entry(number).orElseThrow().attempt()).isEqualTo(1);
        }
    }

    @Test
    void causeIsTakenOnceWhileItsEntryLives() throws Exception {
        Path copy = folder.resolve("copy");
        try (JournaledQueue queue = open(folder.resolve("one"))) {
            put(queue, body(10, 1), "", recipient("a", "tcp", "x"));
            long number = queue.entries().findFirst().orElseThrow().number();
            String cause = "dsn-failure:" + number + ":1";
            MessageId first = put(queue, body(10, 2), cause, recipient("s", "tcp", "y"));
            MessageId second = put(queue, body(10, 2), cause, recipient("s", "tcp", "y"));
            assertThat(second).isEqualTo(first);
            assertThat(queue.entries()).hasSize(2);
            copy(folder.resolve("one"), copy);
        }
        try (JournaledQueue queue = open(copy)) {
            long number = queue.entries().findFirst().orElseThrow().number();
            put(queue, body(10, 2), "dsn-failure:" + number + ":1", recipient("s", "tcp", "y"));
            assertThat(queue.entries()).hasSize(2);
            put(queue, body(10, 2), "dsn-failure:" + number + ":2", recipient("s", "tcp", "y"));
            assertThat(queue.entries()).hasSize(3);
        }
    }

    @Test
    void heldEntriesWaitUntilTheyAreReleased() throws Exception {
        try (JournaledQueue queue = open(folder)) {
            put(queue, body(10, 1), "", true, recipient("a", "tcp", "x"));
            long number = queue.entries().findFirst().orElseThrow().number();
            assertThat(queue.lease(number)).isEmpty();
            assertThat(QueueFixture.change(queue, number, new EntryChange.Release())).isTrue();
            assertThat(QueueFixture.change(queue, number, new EntryChange.Release())).isFalse();
            assertThat(QueueFixture.change(queue, number, new EntryChange.Hold("wait"))).isTrue();
            assertThat(QueueFixture.change(queue, number, new EntryChange.Delete("gone"))).isTrue();
            assertThat(QueueFixture.change(queue, number, new EntryChange.Delete("gone")))
                    .isFalse();
        }
    }

    /**
     * Random work, copied while it runs as a power cut leaves it: nothing acknowledged is missing.
     */
    @Test
    void whatWasAcknowledgedSurvivesACrashAtAnyMomentAndReclaim() throws Exception {
        Random random = new Random(7);
        Path live = folder.resolve("live");
        Set<MessageId> expected = new HashSet<>();
        int crash = 0;
        JournaledQueue queue = open(live);
        for (int step = 0; step < 400; step++) {
            int what = random.nextInt(10);
            if (what < 5) {
                expected.add(
                        put(
                                queue,
                                body(random.nextInt(9_000), step),
                                "",
                                recipient("a", "tcp", "x")));
            } else if (what < 9) {
                Optional<QueueEntry> any = queue.entries().skip(random.nextInt(5)).findFirst();
                if (any.isPresent()) {
                    settle(queue, any.get().number(), random.nextInt(4) > 0, expected);
                }
            } else {
                queue.reclaim();
            }
            if (step % 20 == 19) {
                Path copy = folder.resolve("crash" + crash++);
                copy(live, copy);
                try (JournaledQueue again = open(copy)) {
                    Set<MessageId> found = new HashSet<>();
                    for (QueueEntry entry : again.entries().toList()) {
                        found.add(entry.message());
                        try (Content content = again.content(entry.number()).orElseThrow()) {
                            assertThat(all(content)).hasSize((int) entry.size());
                        }
                    }
                    assertThat(found).isEqualTo(expected);
                }
            }
            if (step % 100 == 99) {
                queue.close();
                queue = open(live);
            }
        }
        queue.close();
        try (Stream<Path> files = Files.list(live)) {
            assertThat(files.count()).isLessThan(60);
        }
    }

    private static void settle(
            JournaledQueue queue, long number, boolean deliver, Set<MessageId> expected)
            throws Exception {
        try (QueueLease lease = queue.lease(number).orElseThrow()) {
            Recipient only = lease.envelope().recipients().get(0);
            Outcome outcome = deliver ? delivered(only) : deferred(only);
            queue.settle(lease, new Settlement(List.of(outcome), NOW, 0))
                    .toCompletableFuture()
                    .get();
            if (deliver) {
                expected.remove(lease.entry().message());
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith(".log")) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }
    }
}
