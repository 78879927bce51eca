// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.journal.Replayed.bytes;
import static org.tubepost.journal.Replayed.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir Path directory;

    private static final JournalOptions SMALL =
            JournalOptions.named("test").withSegmentOctets(1_000).withReserveOctets(0);

    @Test
    void replayShowsEveryRecordInOrderAcrossSegments() throws IOException {
        List<String> written = new ArrayList<>();
        try (Journal journal = Journal.open(directory, SMALL, new Replayed())) {
            for (int i = 0; i < 200; i++) {
                written.add("record " + i + "x".repeat(i));
                journal.append((byte) 1, bytes(written.get(i)));
            }
            assertThat(journal.segments()).hasSizeGreaterThan(5);
        }
        Replayed replayed = new Replayed();
        try (Journal journal = Journal.open(directory, SMALL, replayed)) {
            assertThat(replayed.texts).isEqualTo(written);
            assertThat(replayed.lsns).isSorted().doesNotHaveDuplicates();
            assertThat(replayed.damage).isEmpty();
            assertThat(journal.append((byte) 1, bytes("next")).lsn()).isEqualTo(201);
        }
    }

    @Test
    void replayFromLeavesEarlierRecordsOut() throws IOException {
        try (Journal journal = Journal.open(directory, SMALL, new Replayed())) {
            for (int i = 1; i <= 100; i++) {
                journal.append((byte) 1, bytes("record " + i));
            }
        }
        Replayed replayed = new Replayed();
        Journal.open(directory, SMALL.withReplayFrom(91), replayed).close();
        assertThat(replayed.lsns.get(0)).isEqualTo(91);
        assertThat(replayed.lsns).hasSize(10);
    }

    @Test
    void payloadsAreReadBackThroughPinsAndChecked() throws IOException {
        try (Journal journal = Journal.open(directory, SMALL, new Replayed())) {
            Appended appended = journal.append((byte) 1, bytes("hello "), bytes("world"));
            try (Pin pin = journal.pin(List.of(appended.extent()))) {
                ByteBuffer part = ByteBuffer.allocate(5);
                assertThat(pin.read(appended.extent(), 6, part)).isEqualTo(5);
                assertThat(text(part.flip())).isEqualTo("world");
                pin.verify(appended.extent());
            }
            assertThat(text(journal.read(appended.extent()))).isEqualTo("hello world");
        }
    }

    @Test
    void secondOpenOfTheSameDirectoryIsRefused() throws IOException {
        try (Journal journal = Journal.open(directory, SMALL, new Replayed())) {
            assertThatThrownBy(() -> Journal.open(directory, SMALL, new Replayed()))
                    .hasMessageContaining("in use");
            assertThat(journal.lastLsn()).isZero();
        }
    }

    @Test
    void manyWaitersShareOneSync() throws Exception {
        AtomicLong syncs = new AtomicLong();
        FileOperations counting =
                new FileOperations() {
                    @Override
                    public void force(FileChannel channel) throws IOException {
                        syncs.incrementAndGet();
                        channel.force(false);
                    }
                };
        Set<Long> lsns = ConcurrentHashMap.newKeySet();
        JournalOptions options = JournalOptions.named("test").withFiles(counting);
        try (Journal journal = Journal.open(directory, options, new Replayed())) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 20; t++) {
                Thread thread =
                        new Thread(
                                () -> {
                                    try {
                                        for (int i = 0; i < 100; i++) {
                                            long lsn = journal.append((byte) 1, bytes("x")).lsn();
                                            journal.awaitDurable(lsn);
                                            lsns.add(lsn);
                                        }
                                    } catch (IOException failed) {
                                        throw new IllegalStateException(failed);
                                    }
                                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(lsns).hasSize(2_000);
        assertThat(syncs.get()).isLessThan(1_900);
        Replayed replayed = new Replayed();
        Journal.open(directory, options, replayed).close();
        assertThat(replayed.lsns).containsAll(lsns);
    }

    @Test
    void failedSyncMakesTheJournalRefuseForGood() throws Exception {
        AtomicBoolean failing = new AtomicBoolean();
        FileOperations files =
                new FileOperations() {
                    @Override
                    public void force(FileChannel channel) throws IOException {
                        if (failing.get()) {
                            throw new IOException("Input/output error");
                        }
                        channel.force(false);
                    }
                };
        Journal journal = Journal.open(directory, SMALL.withFiles(files), new Replayed());
        journal.awaitDurable(journal.append((byte) 1, bytes("good")).lsn());
        failing.set(true);
        long lsn = journal.append((byte) 1, bytes("lost")).lsn();
        assertThatThrownBy(() -> journal.commit(lsn).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(JournalFailedException.class);
        failing.set(false);
        assertThatThrownBy(() -> journal.append((byte) 1, bytes("later")))
                .isInstanceOf(JournalFailedException.class);
        assertThatThrownBy(() -> journal.awaitDurable(lsn))
                .isInstanceOf(JournalFailedException.class);
        journal.close();
    }

    @Test
    void fullVolumeRefusesEarlyAndRecovers() throws Exception {
        AtomicLong space = new AtomicLong(10 << 20);
        FileOperations files =
                new FileOperations() {
                    @Override
                    public long usableSpace(Path of) {
                        return space.get();
                    }
                };
        JournalOptions options = SMALL.withReserveOctets(1 << 20).withFiles(files);
        try (Journal journal = Journal.open(directory, options, new Replayed())) {
            journal.append((byte) 1, bytes("fits"));
            space.set(1_000);
            awaitRefusal(journal);
            journal.awaitDurable(journal.appendReserved((byte) 2, bytes("frees")).lsn());
            space.set(10 << 20);
            long end = System.nanoTime() + 5_000_000_000L;
            while (System.nanoTime() < end) {
                try {
                    journal.append((byte) 1, bytes("fits again"));
                    return;
                } catch (JournalFullException still) {
                    Thread.onSpinWait();
                }
            }
            throw new AssertionError("the journal did not recover");
        }
    }

    private static void awaitRefusal(Journal journal) throws IOException {
        long end = System.nanoTime() + 5_000_000_000L;
        while (System.nanoTime() < end) {
            try {
                journal.append((byte) 1, bytes("fits not"));
            } catch (JournalFullException refused) {
                return;
            }
        }
        throw new AssertionError("the journal did not refuse");
    }

    @Test
    void writeThatRunsOutOfSpaceLeavesNoTrace() throws IOException {
        AtomicBoolean full = new AtomicBoolean();
        FileOperations files =
                new FileOperations() {
                    @Override
                    public void write(FileChannel channel, ByteBuffer[] buffers)
                            throws IOException {
                        if (full.get()) {
                            channel.write(buffers[0].duplicate().limit(20));
                            throw new IOException("No space left on device");
                        }
                        FileOperations.super.write(channel, buffers);
                    }
                };
        JournalOptions options = JournalOptions.named("test").withFiles(files);
        try (Journal journal = Journal.open(directory, options, new Replayed())) {
            journal.append((byte) 1, bytes("one"));
            full.set(true);
            assertThatThrownBy(() -> journal.append((byte) 1, bytes("two")))
                    .isInstanceOf(JournalFullException.class);
            full.set(false);
            journal.append((byte) 1, bytes("three"));
        }
        Replayed replayed = new Replayed();
        Journal.open(directory, options, replayed).close();
        assertThat(replayed.texts).containsExactly("one", "three");
        assertThat(replayed.damage).isEmpty();
    }

    @Test
    void interruptedWriterHarmsNobodyElse() throws Exception {
        try (Journal journal = Journal.open(directory, SMALL, new Replayed())) {
            Appended first = journal.append((byte) 1, bytes("before"));
            Thread.currentThread().interrupt();
            journal.append((byte) 1, bytes("interrupted"));
            assertThat(Thread.interrupted()).isTrue();
            journal.awaitDurable(journal.append((byte) 1, bytes("after")).lsn());
            assertThat(text(journal.read(first.extent()))).isEqualTo("before");
        }
        Replayed replayed = new Replayed();
        Journal.open(directory, SMALL, replayed).close();
        assertThat(replayed.texts).containsExactly("before", "interrupted", "after");
    }
}
