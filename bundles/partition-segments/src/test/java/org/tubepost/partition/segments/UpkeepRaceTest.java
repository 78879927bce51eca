// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.partition.segments.PartitionFixture.bytes;
import static org.tubepost.partition.segments.PartitionFixture.open;
import static org.tubepost.partition.segments.PartitionFixture.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.message.Content;
import org.tubepost.journal.FileOperations;

/** Upkeep while others release contents or close the partition, in the worst order. */
@Timeout(60)
class UpkeepRaceTest {
    private static final int SIZE = 10_000;

    @TempDir Path directory;
    private final HaltingDisk disk = new HaltingDisk();

    /** A disk that halts a thread at its first write, or where it first asks for room. */
    private static final class HaltingDisk implements FileOperations {
        private volatile Halt beforeRoom;
        private volatile Halt atWrite;

        @Override
        public long usableSpace(Path place) throws IOException {
            if (beforeRoom != null) {
                beforeRoom.pass();
            }
            return FileOperations.super.usableSpace(place);
        }

        @Override
        public void write(FileChannel channel, ByteBuffer[] buffers) throws IOException {
            FileOperations.super.write(channel, buffers);
            if (atWrite != null) {
                atWrite.pass();
            }
        }
    }

    /** Where one thread waits until it may go on. */
    private static final class Halt {
        private final Thread who;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        Halt(Thread who) {
            this.who = who;
        }

        void pass() throws IOException {
            if (Thread.currentThread() == who) {
                reached.countDown();
                await(open);
            }
        }

        void letGo() {
            open.countDown();
        }

        private static void await(CountDownLatch latch) throws IOException {
            try {
                latch.await();
            } catch (InterruptedException stop) {
                throw new IOException(stop);
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    /** A thread, not started yet, and what becomes of it. */
    private record Worker(Thread thread, CompletableFuture<Void> done) {
        static Worker of(Work work) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            Thread thread =
                    new Thread(
                            () -> {
                                try {
                                    work.run();
                                    done.complete(null);
                                } catch (IOException | RuntimeException failed) {
                                    done.completeExceptionally(failed);
                                }
                            });
            thread.setDaemon(true);
            return new Worker(thread, done);
        }

        /** Waits until it stands before a monitor that another thread has, or is through. */
        void awaitBlocked() throws InterruptedException {
            while (thread.getState() != Thread.State.BLOCKED && !done.isDone()) {
                Thread.sleep(1);
            }
        }
    }

    private List<Long> stored(SegmentPartition partition, int count) throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(store(partition, bytes(i, SIZE)));
        }
        return numbers;
    }

    @Test
    void contentThatIsReleasedWhileItIsMovedStaysReleasedWithoutTheIndex() throws Exception {
        SegmentPartition partition = open(directory, disk);
        List<Long> numbers = stored(partition, 12);
        long number = numbers.get(0);
        partition.release(numbers.subList(1, 5));
        Worker mover = Worker.of(partition.upkeep()::round);
        Worker releaser = Worker.of(() -> partition.release(List.of(number)));
        disk.beforeRoom = new Halt(mover.thread());
        disk.atWrite = new Halt(releaser.thread());
        mover.thread().start();
        disk.beforeRoom.reached.await();
        releaser.thread().start();
        disk.atWrite.reached.await();
        disk.beforeRoom.letGo();
        mover.awaitBlocked();
        disk.atWrite.letGo();
        releaser.done().join();
        mover.done().join();
        assertThatThrownBy(() -> partition.open(number)).isInstanceOf(NoSuchFileException.class);
        partition.close();
        Files.delete(directory.resolve("index").resolve("places.mv"));
        try (SegmentPartition again = open(directory, FileOperations.SYSTEM)) {
            assertThatThrownBy(() -> again.open(number)).isInstanceOf(NoSuchFileException.class);
            assertThat(again.octets()).isEqualTo(7L * SIZE);
            List<Long> left = new ArrayList<>();
            again.forEach(Long.MAX_VALUE, left::add);
            assertThat(left).isEqualTo(numbers.subList(5, 12));
        }
    }

    @Test
    void closeEndsARoundAfterTheRecordThatIsMoved() throws Exception {
        SegmentPartition partition = open(directory, disk);
        List<Long> numbers = stored(partition, 120);
        List<Long> left = numbers.stream().filter(n -> n % 3 == 0).toList();
        partition.release(numbers.stream().filter(n -> n % 3 != 0).toList());
        long before = partition.nextNumber();
        Worker mover = Worker.of(partition.upkeep()::round);
        Worker closer = Worker.of(partition::close);
        disk.atWrite = new Halt(mover.thread());
        mover.thread().start();
        disk.atWrite.reached.await();
        closer.thread().start();
        closer.awaitBlocked();
        disk.atWrite.letGo();
        closer.done().join();
        mover.done().join();
        assertThat(partition.nextNumber()).isEqualTo(before + 1);
        try (SegmentPartition again = open(directory, FileOperations.SYSTEM)) {
            again.upkeep().round();
            assertThat(again.nextNumber()).isGreaterThan(before + 30);
            for (long number : left) {
                try (Content content = again.open(number)) {
                    assertThat(content.newInputStream().readAllBytes())
                            .isEqualTo(bytes(numbers.indexOf(number), SIZE));
                }
            }
        }
    }
}
