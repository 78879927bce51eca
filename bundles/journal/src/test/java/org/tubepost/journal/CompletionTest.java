// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.journal.Replayed.bytes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What depends on a commit runs while others append, commit and wait. */
class CompletionTest {
    @TempDir Path directory;

    private Journal open() throws IOException {
        return Journal.open(directory, JournalOptions.named("test"), new Replayed());
    }

    private static long append(Journal journal) throws IOException {
        return journal.append((byte) 1, bytes("x")).lsn();
    }

    @Test
    @Timeout(60)
    void aCallerWhoWaitsMayHoldWhatACompletionWants() throws Exception {
        try (Journal journal = open()) {
            for (int i = 0; i < 100; i++) {
                ReentrantLock wanted = new ReentrantLock();
                CountDownLatch begun = new CountDownLatch(1);
                CompletableFuture<Void> ended;
                wanted.lock();
                try {
                    ended =
                            journal.commit(append(journal))
                                    .thenRun(
                                            () -> {
                                                begun.countDown();
                                                wanted.lock();
                                                wanted.unlock();
                                            });
                    begun.await();
                    journal.commit(append(journal));
                    journal.awaitDurable(append(journal));
                } finally {
                    wanted.unlock();
                }
                ended.join();
            }
        }
    }

    @Test
    @Timeout(60)
    void aCompletionMayAppendAndWaitItself() throws Exception {
        try (Journal journal = open()) {
            for (int i = 0; i < 100; i++) {
                CompletableFuture<Long> second =
                        journal.commit(append(journal)).thenApply(done -> durable(journal));
                journal.commit(append(journal));
                long lsn = second.join();
                assertThat(journal.durableLsn()).isGreaterThanOrEqualTo(lsn);
            }
        }
    }

    @Test
    @Timeout(60)
    void aCompletionDoesNotHoldUpTheNextSync() throws Exception {
        try (Journal journal = open()) {
            for (int i = 0; i < 100; i++) {
                CompletableFuture<Void> ended = new CompletableFuture<>();
                // What two ask for within a completion becomes durable together.
                journal.commit(append(journal)).thenRun(() -> two(journal, ended));
                ended.join();
            }
        }
    }

    private static void two(Journal journal, CompletableFuture<Void> ended) {
        AtomicLong next = new AtomicLong();
        try {
            CompletableFuture<Void> first = journal.commit(append(journal));
            CompletableFuture<Void> second = journal.commit(append(journal));
            first.thenRun(() -> next.set(promised(journal)));
            second.thenRun(
                    () -> {
                        while (journal.durableLsn() < next.get()) {
                            Thread.onSpinWait();
                        }
                        ended.complete(null);
                    });
        } catch (IOException failed) {
            ended.completeExceptionally(failed);
        }
    }

    private static long promised(Journal journal) {
        try {
            long lsn = append(journal);
            journal.commit(lsn);
            return lsn;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static long durable(Journal journal) {
        try {
            long lsn = append(journal);
            journal.awaitDurable(lsn);
            return lsn;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    @Timeout(60)
    void completionsRunOneByOneInTheOrderOfTheirNumbers() throws Exception {
        List<Long> completed = new ArrayList<>();
        AtomicInteger running = new AtomicInteger();
        AtomicBoolean overlapped = new AtomicBoolean();
        try (Journal journal = open()) {
            Thread waiting =
                    new Thread(
                            () -> {
                                for (int i = 0; i < 300; i++) {
                                    durable(journal);
                                }
                            });
            waiting.start();
            Thread caller = Thread.currentThread();
            for (int i = 0; i < 2_000; i++) {
                long lsn = append(journal);
                CompletableFuture<Void> told =
                        journal.commit(lsn)
                                .thenRun(
                                        () -> {
                                            // What is durable already is the caller's to complete.
                                            if (Thread.currentThread() != caller) {
                                                overlapped.compareAndSet(
                                                        false, running.incrementAndGet() > 1);
                                                completed.add(lsn);
                                                running.decrementAndGet();
                                            }
                                        });
                if (i % 3 == 0) {
                    told.join();
                }
            }
            waiting.join();
        }
        assertThat(overlapped).isFalse();
        assertThat(completed).isNotEmpty().isSorted().doesNotHaveDuplicates();
    }
}
