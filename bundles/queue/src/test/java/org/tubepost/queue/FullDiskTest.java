// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.queue.QueueFixture.envelope;
import static org.tubepost.queue.QueueFixture.recipient;
import static org.tubepost.queue.QueueFixture.sealed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Reply;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueFullException;
import org.tubepost.api.queue.QueueLease;
import org.tubepost.api.queue.Settlement;
import org.tubepost.api.queue.Submission;
import org.tubepost.journal.FileOperations;
import org.tubepost.journal.JournalOptions;

/** What the queue answers when the disk is full or fails. */
class FullDiskTest {
    private static final Recipient TO = recipient("a", "tcp");

    @TempDir Path folder;
    private final AtomicBoolean full = new AtomicBoolean();
    private final AtomicBoolean failing = new AtomicBoolean();

    private final class Disk implements FileOperations {
        @Override
        public void write(FileChannel channel, ByteBuffer[] buffers) throws IOException {
            if (full.get()) {
                throw new IOException("No space left on device");
            }
            FileOperations.SYSTEM.write(channel, buffers);
        }

        @Override
        public void force(FileChannel channel) throws IOException {
            if (failing.get()) {
                throw new IOException("Input/output error");
            }
        }

        @Override
        public long usableSpace(Path directory) {
            return Long.MAX_VALUE;
        }
    }

    private JournaledQueue open() throws IOException {
        return QueueFixture.open(
                folder,
                JournalOptions.named("queue")
                        .withSegmentOctets(20_000)
                        .withReserveOctets(0)
                        .withFiles(new Disk()));
    }

    private static CompletableFuture<List<MessageId>> put(JournaledQueue queue, int octets)
            throws IOException {
        try (Content content = sealed(queue, new byte[octets])) {
            return queue.enqueue(List.of(new Submission(envelope(queue, "", TO), content, false)))
                    .toCompletableFuture();
        }
    }

    @Test
    void fullDiskRefusesForNowAndTakesAgainWhenThereIsRoom() throws Exception {
        try (JournaledQueue queue = open()) {
            put(queue, 100).join();
            full.set(true);
            CompletableFuture<List<MessageId>> refused = put(queue, 100);
            assertThatThrownBy(refused::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(QueueFullException.class);
            assertThatThrownBy(() -> put(queue, 50_000)).isInstanceOf(QueueFullException.class);
            full.set(false);
            put(queue, 50_000).join();
            assertThat(queue.entries()).hasSize(2);
        }
        try (JournaledQueue queue = open()) {
            assertThat(queue.entries()).hasSize(2);
        }
    }

    @Test
    void deliveryThatCannotBeRecordedIsRecordedWhenThereIsRoomAndNotRepeated() throws Exception {
        try (JournaledQueue queue = open()) {
            put(queue, 100).join();
            long number = queue.entries().findFirst().orElseThrow().number();
            full.set(true);
            CompletableFuture<Void> settled;
            try (QueueLease lease = queue.lease(number).orElseThrow()) {
                Outcome done =
                        new Outcome.Delivered(
                                TO, Reply.of(250, "2.0.0", "ok"), "", Outcome.Action.DELIVERED);
                settled =
                        queue.settle(lease, new Settlement(List.of(done), QueueFixture.NOW, 0))
                                .toCompletableFuture();
            }
            queue.reclaim();
            assertThat(settled).isNotDone();
            assertThatThrownBy(() -> queue.lease(number)).hasMessageContaining("wait for room");
            full.set(false);
            queue.reclaim();
            settled.join();
            assertThat(queue.lease(number)).isEmpty();
            assertThat(queue.entries()).isEmpty();
        }
        try (JournaledQueue queue = open()) {
            assertThat(queue.entries()).isEmpty();
        }
    }

    private static QueueLease only(JournaledQueue queue) throws IOException {
        long number = queue.entries().findFirst().orElseThrow().number();
        return queue.lease(number).orElseThrow();
    }

    @Test
    void nothingMoreIsDeliveredWhileResultsCannotBeRecorded() throws Exception {
        try (JournaledQueue queue = open()) {
            put(queue, 100).join();
            QueueLease lease = only(queue);
            put(queue, 100).join();
            List<Long> numbers = queue.entries().map(QueueEntry::number).toList();
            full.set(true);
            CompletableFuture<Void> settled =
                    queue.settle(lease, new Settlement(List.of(), QueueFixture.NOW, 0))
                            .toCompletableFuture();
            lease.close();
            assertThat(settled).isNotDone();
            assertThatThrownBy(() -> queue.lease(numbers.get(1))).isInstanceOf(IOException.class);
            full.set(false);
            queue.reclaim();
            settled.join();
            for (long number : numbers) {
                queue.lease(number).orElseThrow().close();
            }
        }
    }

    @Test
    void nothingMoreIsDeliveredAfterAFailedFsync() throws Exception {
        JournaledQueue queue = open();
        put(queue, 100).join();
        only(queue).close();
        failing.set(true);
        CompletableFuture<List<MessageId>> lost = put(queue, 100);
        assertThatThrownBy(lost::join).hasCauseInstanceOf(IOException.class);
        failing.set(false);
        assertThatThrownBy(() -> only(queue)).hasMessageContaining("started again");
        queue.close();
        try (JournaledQueue again = open()) {
            only(again).close();
        }
    }

    @Test
    void failedFsyncRefusesUntilTheQueueIsOpenedAgain() throws Exception {
        JournaledQueue queue = open();
        put(queue, 100).join();
        failing.set(true);
        CompletableFuture<List<MessageId>> lost = put(queue, 100);
        assertThatThrownBy(lost::join).hasCauseInstanceOf(IOException.class);
        failing.set(false);
        CompletableFuture<List<MessageId>> later = put(queue, 100);
        assertThatThrownBy(later::join)
                .cause()
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(QueueFullException.class);
        assertThat(queue.entries()).hasSize(1);
        queue.close();
        try (JournaledQueue again = open()) {
            put(again, 100).join();
            assertThat(again.entries().map(QueueEntry::number)).doesNotHaveDuplicates();
            assertThat(again.entries().count()).isBetween(2L, 3L);
        }
    }
}
