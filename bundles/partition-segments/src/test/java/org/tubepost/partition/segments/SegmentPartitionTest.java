// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;

/** The partition's contract on real files, small segments and real damage. */
class SegmentPartitionTest {
    private static final long SEGMENT = 64 * 1024;

    @TempDir Path directory;
    private SegmentPartition partition;

    @BeforeEach
    void open() throws IOException {
        partition = open(directory.resolve("p"));
    }

    @AfterEach
    void close() throws IOException {
        partition.close();
    }

    private static SegmentPartition open(Path directory) throws IOException {
        PartitionFiles files = new PartitionFiles("primary", directory, SEGMENT);
        return new SegmentPartition(files.open(), files);
    }

    private static byte[] bytes(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static long store(SegmentPartition to, byte[] bytes) throws IOException {
        try (Content content = new BytesContent(bytes)) {
            return to.store(content).toCompletableFuture().join();
        }
    }

    private static long storeThroughSink(SegmentPartition to, byte[] bytes, int slice)
            throws IOException {
        try (ContentSink sink = to.begin(0)) {
            for (int at = 0; at < bytes.length; at += slice) {
                sink.write(ByteBuffer.wrap(bytes, at, Math.min(slice, bytes.length - at)));
            }
            try (Content sealed = sink.seal(new BytesContent(bytes).summary())) {
                assertThat(sealed.newInputStream().readAllBytes()).isEqualTo(bytes);
                return to.store(sealed).toCompletableFuture().join();
            }
        }
    }

    private static byte[] read(SegmentPartition from, long number) throws IOException {
        try (Content content = from.open(number)) {
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            long size = content.size();
            for (long at = 0; at < size; ) {
                at += content.transferTo(at, size - at, Channels.newChannel(sent));
            }
            assertThat(content.newInputStream().readAllBytes()).isEqualTo(sent.toByteArray());
            assertThat(content.summary().size()).isEqualTo(size);
            return sent.toByteArray();
        }
    }

    private static TreeSet<Long> numbers(SegmentPartition of) throws IOException {
        TreeSet<Long> numbers = new TreeSet<>();
        of.forEach(Long.MAX_VALUE, numbers::add);
        return numbers;
    }

    @Test
    void contentOfAnySizeComesBackByteForByte() throws IOException {
        for (int size : List.of(0, 1, 4096, 262_144, 262_145, 1_000_000)) {
            assertThat(read(partition, store(partition, bytes(size, size))))
                    .isEqualTo(bytes(size, size));
            assertThat(read(partition, storeThroughSink(partition, bytes(size, size), 1000)))
                    .isEqualTo(bytes(size, size));
        }
    }

    @Test
    void numbersAscendAndAreBelowTheNextOne() throws IOException {
        long first = store(partition, bytes(1, 10));
        assertThat(partition.nextNumber()).isGreaterThan(first);
        long next = partition.nextNumber();
        assertThat(store(partition, bytes(2, 10))).isGreaterThanOrEqualTo(next);
    }

    @Test
    void aSealedContentCanBeStoredTwice() throws IOException {
        byte[] bytes = bytes(3, 600_000);
        try (ContentSink sink = partition.begin(bytes.length)) {
            sink.write(ByteBuffer.wrap(bytes));
            try (Content sealed = sink.seal(new BytesContent(bytes).summary())) {
                long one = partition.store(sealed).toCompletableFuture().join();
                long two = partition.store(sealed).toCompletableFuture().join();
                assertThat(read(partition, one)).isEqualTo(bytes);
                assertThat(read(partition, two)).isEqualTo(bytes);
            }
        }
    }

    @Test
    void headerBeforeAContentIsReadAndCountedWithIt() throws IOException {
        long number = store(partition, bytes(4, 5000));
        byte[] prefix =
                "Received: from here\r\nX-A: b\r\n"
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        try (Content content = partition.open(number);
                Content with = content.withHeader(ByteBuffer.wrap(prefix))) {
            byte[] all = with.newInputStream().readAllBytes();
            assertThat(Arrays.copyOf(all, prefix.length)).isEqualTo(prefix);
            assertThat(Arrays.copyOfRange(all, prefix.length, all.length))
                    .isEqualTo(bytes(4, 5000));
            assertThat(with.summary().size()).isEqualTo(all.length);
            assertThat(with.summary().receivedCount()).isEqualTo(1);
            assertThat(read(partition, store(partition, all))).isEqualTo(all);
            long stored = partition.store(with).toCompletableFuture().join();
            assertThat(read(partition, stored)).isEqualTo(all);
        }
    }

    @Test
    void releasedContentIsGoneForNewReadersAndStaysForOldOnes() throws IOException {
        byte[] bytes = bytes(5, 400_000);
        long number = store(partition, bytes);
        try (Content open = partition.open(number)) {
            partition.release(List.of(number, 4711L));
            assertThatThrownBy(() -> partition.open(number))
                    .isInstanceOf(NoSuchFileException.class);
            for (int i = 0; i < 5; i++) {
                store(partition, bytes(i, 60_000));
            }
            partition.upkeep().round();
            assertThat(open.newInputStream().readAllBytes()).isEqualTo(bytes);
        }
        assertThat(numbers(partition)).doesNotContain(number);
    }

    @Test
    void roomOfReleasedContentsIsGivenBack() throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            numbers.add(store(partition, bytes(i, 10_000)));
        }
        long before = logSize();
        List<Long> dead = numbers.stream().filter(n -> n % 10 != 0).toList();
        partition.release(dead);
        partition.upkeep().round();
        assertThat(logSize()).isLessThan(before / 3);
        for (int i = 0; i < 200; i++) {
            if (!dead.contains(numbers.get(i))) {
                assertThat(read(partition, numbers.get(i))).isEqualTo(bytes(i, 10_000));
            }
        }
    }

    private long logSize() throws IOException {
        try (var files = Files.list(directory.resolve("p").resolve("log"))) {
            return files.mapToLong(f -> f.toFile().length()).sum();
        }
    }

    @Test
    void uncommittedStretchesAreDroppedByAKillAndByClosing() throws IOException {
        try (ContentSink sink = partition.begin(0)) {
            sink.write(ByteBuffer.wrap(bytes(6, 900_000)));
        }
        partition.close();
        partition = open(directory.resolve("p"));
        assertThat(numbers(partition)).isEmpty();
        assertThat(partition.octets()).isZero();
        store(partition, bytes(1, 10));
        partition.upkeep().round();
        assertThat(logSize()).isLessThan(SEGMENT * 2);
    }

    @Test
    void aCheckpointDuringALongMessageLosesNoneOfIt() throws IOException {
        byte[] bytes = bytes(7, 900_000);
        long number;
        try (ContentSink sink = partition.begin(0)) {
            sink.write(ByteBuffer.wrap(bytes, 0, 700_000));
            store(partition, bytes(8, 100));
            partition.upkeep().round();
            sink.write(ByteBuffer.wrap(bytes, 700_000, 200_000));
            try (Content sealed = sink.seal(new BytesContent(bytes).summary())) {
                number = partition.store(sealed).toCompletableFuture().join();
            }
        }
        Path copy = copy("killed");
        try (SegmentPartition killed = open(copy)) {
            assertThat(read(killed, number)).isEqualTo(bytes);
        }
    }

    @Test
    void aFlippedByteIsAnErrorThatNamesTheContentAndHurtsNoOther() throws IOException {
        long first = store(partition, bytes(9, 8000));
        long second = store(partition, bytes(10, 8000));
        partition.close();
        Path file;
        try (var files = Files.list(directory.resolve("p").resolve("log"))) {
            file = files.filter(f -> f.toString().endsWith(".log")).findFirst().orElseThrow();
        }
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(4000);
            int before = raw.read();
            raw.seek(4000);
            raw.write(before ^ 0x10);
        }
        partition = open(directory.resolve("p"));
        assertThatThrownBy(() -> partition.open(first))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("Content " + first);
        assertThat(read(partition, second)).isEqualTo(bytes(10, 8000));
    }

    @Test
    void manyThreadsShareGroupCommits() throws Exception {
        List<CompletableFuture<Long>> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            all.add(partition.store(new BytesContent(bytes(i, 2000))).toCompletableFuture());
        }
        for (int i = 0; i < 500; i++) {
            assertThat(read(partition, all.get(i).get())).isEqualTo(bytes(i, 2000));
        }
    }

    private Path copy(String name) throws IOException {
        Path to = directory.resolve(name);
        copyTree(directory.resolve("p"), to);
        return to;
    }

    private static void copyTree(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file : files.sorted(Comparator.comparing(Path::toString)).toList()) {
                if (Files.isDirectory(file)) {
                    copyTree(file, to.resolve(file.getFileName()));
                } else {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }
    }

    private static void deleteTree(Path top) throws IOException {
        try (var files = Files.walk(top)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Random work beside a map, with kills, restarts, deleted indexes and reclaim between. */
    @Property(tries = 20, shrinking = ShrinkingMode.OFF)
    void whateverHappensTheSameContentsAreThereAfterwards(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        TreeMap<Long, byte[]> model = new TreeMap<>();
        Path top = Files.createTempDirectory("partition");
        Path home = top.resolve("0");
        SegmentPartition live = open(home);
        try {
            for (int life = 1; life <= 6; life++) {
                for (int i = random.nextInt(40); i > 0; i--) {
                    step(random, live, model);
                }
                switch (random.nextInt(3)) {
                    case 0 -> live.close();
                    case 1 -> {
                        live.close();
                        deleteTree(home.resolve("index"));
                    }
                    default -> {
                        Path next = top.resolve(Integer.toString(life));
                        copyTree(home, next);
                        live.close();
                        home = next;
                    }
                }
                live = open(home);
                assertThat(numbers(live)).isEqualTo(model.keySet());
                long octets = 0;
                for (var entry : model.entrySet()) {
                    assertThat(read(live, entry.getKey())).isEqualTo(entry.getValue());
                    octets += entry.getValue().length;
                }
                assertThat(live.octets()).isEqualTo(octets);
            }
        } finally {
            live.close();
            deleteTree(top);
        }
    }

    private static void step(Random random, SegmentPartition to, TreeMap<Long, byte[]> model)
            throws IOException {
        int kind = random.nextInt(10);
        if (kind < 4) {
            byte[] bytes = bytes(random.nextLong(), random.nextInt(20_000));
            model.put(store(to, bytes), bytes);
        } else if (kind == 4) {
            byte[] bytes = bytes(random.nextLong(), 200_000 + random.nextInt(700_000));
            model.put(storeThroughSink(to, bytes, 70_000), bytes);
        } else if (kind == 5) {
            to.upkeep().round();
        } else if (kind == 6) {
            try (ContentSink sink = to.begin(0)) {
                sink.write(ByteBuffer.wrap(bytes(1, random.nextInt(600_000))));
            }
        } else {
            List<Long> gone = new ArrayList<>(model.keySet());
            gone.removeIf(n -> random.nextInt(3) > 0);
            to.release(gone);
            gone.forEach(model::remove);
        }
    }
}
