// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.journal.Replayed.bytes;
import static org.tubepost.journal.Replayed.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InterruptTest {
    private static final JournalOptions OPTIONS =
            JournalOptions.named("test").withReserveOctets(0).withSegmentOctets(300_000);

    @TempDir Path directory;

    @Test
    void interruptsOfReadersAndWritersHarmNobody() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicBoolean stop = new AtomicBoolean();
        Semaphore turns = new Semaphore(0);
        try (Journal journal = Journal.open(directory, OPTIONS, new Replayed())) {
            Appended known = journal.append((byte) 1, bytes("known".repeat(2_000)));
            List<Thread> victims = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                victims.add(new Thread(() -> read(journal, known.extent(), turns, stop, failure)));
                victims.add(new Thread(() -> append(journal, turns, stop, failure)));
            }
            victims.forEach(Thread::start);
            for (int i = 0; i < 500; i++) {
                turns.release(20);
                victims.get(i % victims.size()).interrupt();
                journal.awaitDurable(journal.append((byte) 2, bytes("durable " + i)).lsn());
            }
            stop.set(true);
            turns.release(1_000);
            for (Thread victim : victims) {
                victim.join();
            }
            assertThat(failure.get()).isNull();
        }
        Replayed replayed = new Replayed();
        Journal.open(directory, OPTIONS, replayed).close();
        assertThat(replayed.damage).isEmpty();
        assertThat(replayed.texts.stream().filter(t -> t.startsWith("durable"))).hasSize(500);
    }

    private static void read(
            Journal journal,
            Extent extent,
            Semaphore turns,
            AtomicBoolean stop,
            AtomicReference<Throwable> failure) {
        while (!stop.get()) {
            turns.acquireUninterruptibly();
            try (Pin pin = journal.pin(List.of(extent))) {
                ByteBuffer some = ByteBuffer.allocate(5);
                pin.read(extent, 5_000, some);
                if (!text(some.flip()).equals("known")) {
                    failure.set(new AssertionError("wrong octets"));
                }
                pin.verify(extent);
            } catch (IOException failed) {
                failure.set(failed);
            }
        }
    }

    private static void append(
            Journal journal,
            Semaphore turns,
            AtomicBoolean stop,
            AtomicReference<Throwable> failure) {
        while (!stop.get()) {
            turns.acquireUninterruptibly();
            try {
                journal.append((byte) 1, bytes("x".repeat(100)));
            } catch (IOException failed) {
                failure.set(failed);
            }
        }
    }

    @Test
    void pinnedReaderOfADroppedSegmentSurvivesTheInterruptOfAnother() throws Exception {
        try (Journal journal = Journal.open(directory, OPTIONS, new Replayed())) {
            Appended first = journal.append((byte) 1, bytes("keep me"));
            journal.roll();
            try (Pin pin = journal.pin(List.of(first.extent()))) {
                journal.drop(first.extent().segment());
                Thread.currentThread().interrupt();
                ByteBuffer buffer = ByteBuffer.allocate(7);
                pin.read(first.extent(), 0, buffer);
                assertThat(Thread.interrupted()).isTrue();
                assertThat(text(buffer.flip())).isEqualTo("keep me");
                assertThat(Disk.ending(directory, Segment.GONE)).hasSize(1);
            }
            assertThat(Disk.ending(directory, Segment.GONE)).isEmpty();
        }
    }

    @Test
    void completionThatBlocksDelaysNoFsync() throws Exception {
        CountDownLatch attached = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        FileOperations patient =
                new FileOperations() {
                    @Override
                    public void force(FileChannel channel) throws IOException {
                        if (Thread.currentThread().getName().equals("test-commit")) {
                            awaitUninterruptibly(attached);
                        }
                        channel.force(false);
                    }
                };
        try (Journal journal =
                Journal.open(directory, OPTIONS.withFiles(patient), new Replayed())) {
            CompletableFuture<Void> done =
                    journal.commit(journal.append((byte) 1, bytes("a")).lsn())
                            .thenRun(
                                    () -> {
                                        blocked.countDown();
                                        awaitUninterruptibly(release);
                                    });
            attached.countDown();
            assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 10; i++) {
                journal.awaitDurable(journal.append((byte) 1, bytes("b")).lsn());
            }
            assertThat(done).isNotDone();
            release.countDown();
            done.get(10, TimeUnit.SECONDS);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
