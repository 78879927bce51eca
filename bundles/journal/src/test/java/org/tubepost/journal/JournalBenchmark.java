// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/**
 * Durable appends a second with 1, 10 and 50 threads; run by hand. Arguments: seconds, record
 * octets.
 */
final class JournalBenchmark {
    private JournalBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        long seconds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 3;
        int octets = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4_096;
        for (int threads : new int[] {1, 10, 50}) {
            Path directory = Files.createTempDirectory(Path.of("target"), "bench");
            AtomicLong done = new AtomicLong();
            try (Journal journal =
                    Journal.open(directory, JournalOptions.named("bench"), r -> {})) {
                long end = System.nanoTime() + seconds * 1_000_000_000L;
                List<Thread> all = new ArrayList<>();
                for (int t = 0; t < threads; t++) {
                    Thread thread = new Thread(() -> run(journal, octets, end, done));
                    all.add(thread);
                    thread.start();
                }
                for (Thread thread : all) {
                    thread.join();
                }
                LoggerFactory.getLogger(JournalBenchmark.class)
                        .warn(
                                "{} threads: {} durable appends/s, {} fsyncs/s",
                                threads,
                                done.get() / seconds,
                                journal.statistics().syncs() / seconds);
            }
        }
    }

    private static void run(Journal journal, int octets, long end, AtomicLong done) {
        ByteBuffer payload = ByteBuffer.allocate(octets);
        try {
            while (System.nanoTime() < end) {
                journal.awaitDurable(journal.append((byte) 1, payload).lsn());
                done.incrementAndGet();
            }
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
