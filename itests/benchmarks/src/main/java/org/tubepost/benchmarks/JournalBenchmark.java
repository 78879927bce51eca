// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.tubepost.journal.Journal;
import org.tubepost.journal.JournalOptions;

/**
 * Durable records a second: appended, and waited for until they are on disk, by 1, 10 and 50
 * threads; beside one file that one thread writes and forces. In the folder of the system property
 * {@code java.io.tmpdir}, which must be on the disk that is meant.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 5, time = 3)
public class JournalBenchmark {

    /** The journal; a new one for each iteration, so that the disk does not fill. */
    @State(Scope.Benchmark)
    public static class Opened {
        /** Octets of a record. */
        @Param({"4096", "51200"})
        public int octets;

        private Path folder;
        private Journal journal;
        private FileChannel plain;

        /** Opens. */
        @Setup(Level.Iteration)
        public void open() throws IOException {
            folder = Files.createTempDirectory("tubepost-journal-");
            journal = Journal.open(folder, JournalOptions.named("benchmark"), r -> {});
            plain =
                    FileChannel.open(
                            folder.resolve("plain"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
        }

        /** Closes and deletes. */
        @TearDown(Level.Iteration)
        public void close() throws IOException {
            journal.close();
            plain.close();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** What a thread writes. */
    @State(Scope.Thread)
    public static class Payload {
        private ByteBuffer octets;

        /** Makes it. */
        @Setup
        public void make(Opened opened) {
            octets = ByteBuffer.allocateDirect(opened.octets);
        }
    }

    /** What the disk does without us. */
    @Benchmark
    @Threads(1)
    public void plainFileForced(Opened opened, Payload payload) throws IOException {
        opened.plain.write(payload.octets.clear());
        opened.plain.force(false);
    }

    /** One writer. */
    @Benchmark
    @Threads(1)
    public void writers01(Opened opened, Payload payload) throws IOException {
        write(opened, payload);
    }

    /** Ten writers share syncs. */
    @Benchmark
    @Threads(10)
    public void writers10(Opened opened, Payload payload) throws IOException {
        write(opened, payload);
    }

    /** Fifty writers share syncs. */
    @Benchmark
    @Threads(50)
    public void writers50(Opened opened, Payload payload) throws IOException {
        write(opened, payload);
    }

    private static void write(Opened opened, Payload payload) throws IOException {
        long number = opened.journal.append((byte) 1, payload.octets.clear()).lsn();
        opened.journal.awaitDurable(number);
    }
}
