// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.queue.QueueFixture.all;
import static org.tubepost.queue.QueueFixture.copy;
import static org.tubepost.queue.QueueFixture.envelope;
import static org.tubepost.queue.QueueFixture.open;
import static org.tubepost.queue.QueueFixture.recipient;
import static org.tubepost.queue.QueueFixture.returning;
import static org.tubepost.queue.QueueFixture.sealed;
import static org.tubepost.queue.QueueFixture.spliced;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.queue.EntryChange;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueLease;
import org.tubepost.api.queue.Submission;
import org.tubepost.journal.JournalOptions;
import org.tubepost.testkit.UnreadableContent;

/** One message that came in, several copies that go out. */
class SeveralCopiesTest {
    @TempDir Path folder;

    private static byte[] octets(int count) {
        byte[] octets = new byte[count];
        new Random(count).nextBytes(octets);
        return octets;
    }

    /** A plain copy, and one with other octets in place of the first ten. */
    private static List<MessageId> putTwo(JournaledQueue queue, byte[] octets, String cause)
            throws Exception {
        try (Content content = sealed(queue, octets);
                Content other = spliced(content, "another header", 10)) {
            return queue.enqueue(
                            List.of(
                                    new Submission(
                                            envelope(queue, cause, recipient("a", "tcp")),
                                            content,
                                            false),
                                    new Submission(
                                            envelope(
                                                    queue,
                                                    cause.replaceFirst(":", "-b:"),
                                                    recipient("b", "ims")),
                                            other,
                                            true)))
                    .toCompletableFuture()
                    .join();
        }
    }

    private static byte[] changed(byte[] octets) {
        byte[] own = "another header".getBytes(StandardCharsets.UTF_8);
        byte[] whole = Arrays.copyOf(own, own.length + octets.length - 10);
        System.arraycopy(octets, 10, whole, own.length, octets.length - 10);
        return whole;
    }

    private static void check(JournaledQueue queue, byte[] octets) throws IOException {
        Map<String, QueueEntry> byChannel =
                queue.entries().collect(Collectors.toMap(QueueEntry::channel, e -> e));
        assertThat(byChannel.get("tcp").state()).isEqualTo(QueueEntry.State.READY);
        assertThat(byChannel.get("ims").state()).isEqualTo(QueueEntry.State.HELD);
        try (Content plain = queue.content(byChannel.get("tcp").number()).orElseThrow();
                Content other = queue.content(byChannel.get("ims").number()).orElseThrow()) {
            assertThat(all(plain)).isEqualTo(octets);
            assertThat(all(other)).isEqualTo(changed(octets));
            assertThat(other.size()).isEqualTo(octets.length + 4);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100, 4_095, 12_000, 50_000})
    void copiesOfOneMessageComeBackEachWithItsOctets(int size) throws Exception {
        byte[] octets = octets(size);
        try (JournaledQueue queue = open(folder.resolve("live"))) {
            assertThat(putTwo(queue, octets, "")).doesNotHaveDuplicates().hasSize(2);
            check(queue, octets);
            copy(folder.resolve("live"), folder.resolve("crash"));
        }
        try (JournaledQueue queue = open(folder.resolve("crash"))) {
            check(queue, octets);
        }
    }

    @Test
    void copiesShareTheirOctetsOnDisk() throws Exception {
        byte[] octets = octets(16_000);
        try (JournaledQueue queue =
                open(folder, JournalOptions.named("queue").withReserveOctets(0))) {
            putTwo(queue, octets, "");
            double live =
                    queue.readings().stream()
                            .filter(r -> r.name().equals("journal_live_octets"))
                            .findFirst()
                            .orElseThrow()
                            .value();
            assertThat(live).isBetween(16_000.0, 18_000.0);
        }
    }

    @Test
    void octetsStayUntilTheLastCopyIsGoneWhateverReclaimDoes() throws Exception {
        byte[] octets = octets(30_000);
        try (JournaledQueue queue = open(folder.resolve("live"))) {
            putTwo(queue, octets, "");
            for (int i = 0; i < 30; i++) {
                fillAndDrop(queue);
            }
            queue.reclaim();
            check(queue, octets);
            long first = queue.entries().findFirst().orElseThrow().number();
            assertThat(QueueFixture.change(queue, first, new EntryChange.Delete("gone"))).isTrue();
            fillAndDrop(queue);
            queue.reclaim();
            copy(folder.resolve("live"), folder.resolve("crash"));
        }
        for (String name : List.of("crash", "live")) {
            try (JournaledQueue queue = open(folder.resolve(name))) {
                queue.reclaim();
                QueueEntry left = queue.entries().findFirst().orElseThrow();
                try (Content other = queue.content(left.number()).orElseThrow()) {
                    assertThat(all(other)).isEqualTo(changed(octets));
                }
                assertThat(
                                QueueFixture.change(
                                        queue, left.number(), new EntryChange.Delete("gone")))
                        .isTrue();
                assertThat(queue.entries()).isEmpty();
            }
        }
    }

    /** A message that leaves at once, so that segments empty. */
    private static void fillAndDrop(JournaledQueue queue) throws Exception {
        try (Content content = sealed(queue, octets(9_000))) {
            queue.enqueue(
                            List.of(
                                    new Submission(
                                            envelope(queue, "", recipient("z", "fill")),
                                            content,
                                            false)))
                    .toCompletableFuture()
                    .join();
        }
        for (QueueEntry entry : queue.entries().toList()) {
            if (entry.channel().equals("fill")) {
                QueueFixture.change(queue, entry.number(), new EntryChange.Delete("gone"));
            }
        }
    }

    /** Random work on messages of several copies, copied while it runs as a power cut leaves it. */
    @Test
    void copiesSurviveACrashAtAnyMomentAndReclaim() throws Exception {
        Random random = new Random(11);
        Path live = folder.resolve("live");
        Map<MessageId, byte[]> expected = new HashMap<>();
        try (JournaledQueue queue = open(live)) {
            for (int step = 0; step < 200; step++) {
                if (random.nextInt(10) < 4) {
                    byte[] octets = octets(10 + random.nextInt(9_000));
                    List<MessageId> two = putTwo(queue, octets, "");
                    expected.put(two.get(0), octets);
                    expected.put(two.get(1), changed(octets));
                } else {
                    Optional<QueueEntry> any = queue.entries().skip(random.nextInt(6)).findFirst();
                    if (any.isPresent()
                            && QueueFixture.change(
                                    queue, any.get().number(), new EntryChange.Delete("gone"))) {
                        expected.remove(any.get().message());
                    }
                    queue.reclaim();
                }
                if (step % 20 == 19) {
                    Path crash = folder.resolve("crash" + step);
                    copy(live, crash);
                    checkAll(crash, expected);
                }
            }
            long files;
            try (Stream<Path> all = Files.list(live)) {
                files = all.count();
            }
            assertThat(files).isLessThan(80);
        }
    }

    private static void checkAll(Path folder, Map<MessageId, byte[]> expected) throws IOException {
        try (JournaledQueue queue = open(folder)) {
            queue.reclaim();
            Map<MessageId, Long> found =
                    queue.entries()
                            .collect(Collectors.toMap(QueueEntry::message, QueueEntry::number));
            assertThat(found.keySet()).isEqualTo(expected.keySet());
            for (Map.Entry<MessageId, Long> entry : found.entrySet()) {
                try (Content content = queue.content(entry.getValue()).orElseThrow()) {
                    assertThat(all(content)).isEqualTo(expected.get(entry.getKey()));
                }
            }
        }
    }

    @Test
    void eachCopyOfACausedMessageIsTakenOnce() throws Exception {
        try (JournaledQueue queue = open(folder)) {
            putTwo(queue, octets(50), "");
            long causing = queue.entries().findFirst().orElseThrow().number();
            String cause = "reprocess:" + causing + ":1";
            List<MessageId> first = putTwo(queue, octets(50), cause);
            assertThat(putTwo(queue, octets(50), cause)).isEqualTo(first);
            assertThat(queue.entries()).hasSize(4);
        }
    }

    @Test
    void copiesBeforeOneThatDoesNotFitAreUndoneForGood() throws Exception {
        try (JournaledQueue queue = open(folder.resolve("live"))) {
            try (Content content = sealed(queue, octets(3_000))) {
                Content broken = spliced(new UnreadableContent("0123456789"), "x", 0);
                var done =
                        queue.enqueue(
                                        List.of(
                                                new Submission(
                                                        envelope(queue, "", recipient("a", "tcp")),
                                                        content,
                                                        false),
                                                new Submission(
                                                        envelope(queue, "", recipient("b", "tcp")),
                                                        broken,
                                                        false)))
                                .toCompletableFuture();
                Assertions.assertThatThrownBy(done::join)
                        .isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(IOException.class)
                        .hasNoSuppressedExceptions();
            }
            assertThat(queue.entries()).isEmpty();
            putTwo(queue, octets(20), "");
            assertThat(queue.entries()).hasSize(2);
        }
        try (JournaledQueue queue = open(folder.resolve("live"))) {
            assertThat(queue.entries()).hasSize(2);
        }
    }

    @Test
    void recipientsWithAReturnPathOfTheirOwnHaveAnEntryAndAnEnvelopeOfTheirOwn() throws Exception {
        try (JournaledQueue queue = open(folder)) {
            try (Content content = sealed(queue, octets(100))) {
                queue.enqueue(
                                List.of(
                                        new Submission(
                                                envelope(
                                                        queue,
                                                        "",
                                                        recipient("a", "tcp"),
                                                        returning(recipient("b", "tcp"), "owner+b"),
                                                        returning(recipient("c", "tcp"), "owner+c"),
                                                        returning(
                                                                recipient("d", "tcp"), "owner+c")),
                                                content,
                                                false)))
                        .toCompletableFuture()
                        .join();
            }
            assertThat(senders(queue))
                    .containsExactly(
                            "s@example.org to a",
                            "owner+b@example.org to b",
                            "owner+c@example.org to cd");
        }
        try (JournaledQueue queue = open(folder)) {
            assertThat(senders(queue)).hasSize(3).contains("owner+c@example.org to cd");
        }
    }

    private static List<String> senders(JournaledQueue queue) throws IOException {
        List<String> found = new java.util.ArrayList<>();
        for (QueueEntry entry : queue.entries().toList()) {
            try (QueueLease lease = queue.lease(entry.number()).orElseThrow()) {
                found.add(
                        lease.envelope().sender()
                                + " to "
                                + lease.envelope().recipients().stream()
                                        .map(r -> r.address().localPart())
                                        .collect(Collectors.joining()));
            }
        }
        return found;
    }

    @Test
    void recordOfTheFirstVersionIsStillRead() {
        String written = RECORD_OF_THE_FIRST_VERSION;
        ByteBuffer octets = ByteBuffer.wrap(HexFormat.of().parseHex(written));
        octets.getInt();
        MessageHead head = MessageHead.decode(octets);
        assertThat(head.layout()).isEqualTo(Layout.WHOLE);
        assertThat(head.envelope().sender()).hasToString("s@example.org");
        assertThat(head.envelope().recipients()).containsExactly(recipient("a", "tcp"));
        assertThat(head.states()).hasSize(1);
        assertThat(octets.hasRemaining()).isFalse();
    }

    private static final String RECORD_OF_THE_FIRST_VERSION =
            "000000830430413142047465737408696e7465726e616c00000000000080fc9bc2a034000101"
                    + "730b6578616d706c652e6f7267000000010101610b6578616d706c652e636f6d01610b657861"
                    + "6d706c652e636f6d037463700178000018010a00000d000000000a000a746578742f706c6169"
                    + "6e000004583a0d0a00010a07000000010000010100";
}
