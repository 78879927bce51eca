// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Durable appends a second with 1, 10 and 50 threads beside what the disk does for one plain file,
 * and the speed of opening; run by hand. Arguments: seconds, record octets.
 */
final class JournalBenchmark {
    private static final Logger LOG = LoggerFactory.getLogger(JournalBenchmark.class);

    private JournalBenchmark() {}

    /** How a thread waits for its record. */
    private interface Wait {
        void until(Journal journal, long lsn) throws IOException;
    }

    public static void main(String[] arguments) throws Exception {
        long seconds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 3;
        int octets = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4_096;
        raw(seconds, octets);
        for (int threads : new int[] {1, 10, 50}) {
            measure("blocking", threads, seconds, octets, Journal::awaitDurable);
            measure("futures", threads, seconds, octets, (j, lsn) -> j.commit(lsn).join());
        }
    }

    private static void raw(long seconds, int octets) throws IOException {
        Path file = Files.createTempFile(Path.of("target"), "bench", ".raw");
        long done = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer payload = ByteBuffer.allocateDirect(octets);
            long end = System.nanoTime() + seconds * 1_000_000_000L;
            while (System.nanoTime() < end) {
                channel.write(payload.clear());
                channel.force(false);
                done++;
            }
        }
        LOG.warn("plain file: {} appends with fdatasync/s", done / seconds);
    }

    private static void measure(String how, int threads, long seconds, int octets, Wait wait)
            throws Exception {
        Path directory = Files.createTempDirectory(Path.of("target"), "bench");
        AtomicLong done = new AtomicLong();
        try (Journal journal = Journal.open(directory, JournalOptions.named("bench"), r -> {})) {
            long end = System.nanoTime() + seconds * 1_000_000_000L;
            List<Thread> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Thread thread = new Thread(() -> run(journal, octets, end, done, wait));
                all.add(thread);
                thread.start();
            }
            for (Thread thread : all) {
                thread.join();
            }
            LOG.warn(
                    "{} threads, {}: {} durable appends/s, {} fsyncs/s",
                    threads,
                    how,
                    done.get() / seconds,
                    journal.statistics().syncs() / seconds);
        }
        long begun = System.nanoTime();
        AtomicLong read = new AtomicLong();
        Journal.open(
                        directory,
                        JournalOptions.named("bench"),
                        r -> read.addAndGet(r.payload().remaining()))
                .close();
        LOG.warn(
                "    replayed {} records, {} MiB in {} ms",
                done.get(),
                read.get() >> 20,
                (System.nanoTime() - begun) / 1_000_000);
    }

    private static void run(Journal journal, int octets, long end, AtomicLong done, Wait wait) {
        ByteBuffer payload = ByteBuffer.allocate(octets);
        try {
            while (System.nanoTime() < end) {
                wait.until(journal, journal.append((byte) 1, payload).lsn());
                done.incrementAndGet();
            }
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
