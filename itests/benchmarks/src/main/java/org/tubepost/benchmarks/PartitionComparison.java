// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.store.Partition;
import org.tubepost.partition.files.OpenFiles;
import org.tubepost.partition.segments.OpenSegments;
import org.tubepost.testkit.MemoryContent;

/**
 * Both types of partition in turn: messages a second that are appended and durable with 1, 10 and
 * 50 writers, opened and sent one by one in random order, and released 100 at a time. Prints the
 * median of the rounds and the ratio. Takes a folder on the disk that is meant, and the number of
 * rounds.
 */
public final class PartitionComparison {
    private static final int[] SIZES = {4096, 51_200};
    private static final int[] WRITERS = {1, 10, 50};
    private static final long APPEND_NANOS = 800_000_000L;
    private static final int READS = 4000;
    private static final int RELEASES = 4000;
    private static final int RELEASED_AT_ONCE = 100;

    private final Path folder;

    private PartitionComparison(Path folder) {
        this.folder = folder;
    }

    private enum Kind {
        SEGMENTS,
        FILES
    }

    private record Opened(Partition partition, AutoCloseable closing) {}

    /** Folder, and rounds. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(arguments[0]), "tubepost-partitions-");
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        try {
            new PartitionComparison(folder).run(rounds);
        } finally {
            delete(folder);
        }
    }

    private void run(int rounds) throws Exception {
        for (Kind kind : Kind.values()) {
            measure(kind, SIZES[0], new EnumMap<>(Map.of(kind, new ArrayList<>())), 1);
        }
        Terminal.print(String.format("%-28s %10s %10s %8s", "", "segments", "files", "ratio"));
        for (int size : SIZES) {
            Map<Kind, List<double[]>> results = new EnumMap<>(Kind.class);
            for (Kind kind : Kind.values()) {
                results.put(kind, new ArrayList<>());
            }
            for (int round = 0; round < rounds; round++) {
                for (Kind kind : Kind.values()) {
                    measure(kind, size, results, WRITERS.length);
                }
            }
            for (int i = 0; i < WRITERS.length; i++) {
                print("append " + size + ", " + WRITERS[i] + " writers", results, i);
            }
            print("read " + size, results, WRITERS.length);
            print("release " + size, results, WRITERS.length + 1);
        }
    }

    private void print(String what, Map<Kind, List<double[]>> results, int column) {
        double segments = median(results.get(Kind.SEGMENTS), column);
        double files = median(results.get(Kind.FILES), column);
        Terminal.print(
                String.format(
                        "%-28s %10.0f %10.0f %8.2f", what, segments, files, files / segments));
    }

    private static double median(List<double[]> rounds, int column) {
        List<Double> sorted = rounds.stream().map(r -> r[column]).sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private void measure(Kind kind, int size, Map<Kind, List<double[]>> results, int writers)
            throws Exception {
        Path home = Files.createTempDirectory(folder, "home");
        Opened opened = open(kind, home);
        double[] rates = new double[WRITERS.length + 2];
        try {
            ConcurrentLinkedQueue<Long> numbers = new ConcurrentLinkedQueue<>();
            for (int i = 0; i < writers; i++) {
                rates[i] = append(opened.partition, size, WRITERS[i], numbers);
            }
            List<Long> all = new ArrayList<>(numbers);
            rates[WRITERS.length] = read(opened.partition, all);
            rates[WRITERS.length + 1] = release(opened.partition, all);
        } finally {
            opened.closing.close();
            delete(home);
        }
        results.get(kind).add(rates);
    }

    private static Opened open(Kind kind, Path home) throws IOException {
        if (kind == Kind.FILES) {
            OpenFiles files = OpenFiles.in(home);
            return new Opened(files.partition(), files.closing());
        }
        OpenSegments segments = OpenSegments.in(home, "measured");
        return new Opened(segments.partition(), segments.closing());
    }

    private static double append(
            Partition partition, int size, int writers, ConcurrentLinkedQueue<Long> numbers)
            throws Exception {
        byte[] octets =
                ("a line of text\r\n".repeat(size / 16)).getBytes(StandardCharsets.US_ASCII);
        int before = numbers.size();
        long start = System.nanoTime();
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        try (MemoryContent content = MemoryContent.of(octets)) {
            List<Future<?>> running = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                running.add(
                        pool.submit(
                                () -> {
                                    while (System.nanoTime() - start < APPEND_NANOS) {
                                        numbers.add(append(partition, octets, content));
                                    }
                                    return null;
                                }));
            }
            for (Future<?> writer : running) {
                writer.get();
            }
        } finally {
            pool.shutdown();
        }
        return (numbers.size() - before) * 1e9 / (System.nanoTime() - start);
    }

    private static long append(Partition partition, byte[] octets, MemoryContent like)
            throws IOException {
        try (ContentSink sink = partition.begin(octets.length)) {
            sink.write(ByteBuffer.wrap(octets));
            try (Content sealed = sink.seal(like.summary())) {
                return partition.store(sealed).toCompletableFuture().join();
            }
        }
    }

    private double read(Partition partition, List<Long> numbers) throws IOException {
        Random random = new Random(1);
        Path sent = folder.resolve("sent");
        try (FileChannel to =
                FileChannel.open(sent, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long start = System.nanoTime();
            for (int i = 0; i < READS; i++) {
                long number = numbers.get(random.nextInt(numbers.size()));
                try (Content content = partition.open(number)) {
                    to.position(0);
                    for (long at = 0; at < content.size(); ) {
                        at += content.transferTo(at, content.size() - at, to);
                    }
                }
            }
            return READS * 1e9 / (System.nanoTime() - start);
        }
    }

    private static double release(Partition partition, List<Long> numbers) throws IOException {
        int count = Math.min(numbers.size(), RELEASES);
        long start = System.nanoTime();
        for (int at = 0; at < count; at += RELEASED_AT_ONCE) {
            partition.release(numbers.subList(at, Math.min(count, at + RELEASED_AT_ONCE)));
        }
        return count * 1e9 / (System.nanoTime() - start);
    }

    private static void delete(Path top) throws IOException {
        try (Stream<Path> files = Files.walk(top)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
