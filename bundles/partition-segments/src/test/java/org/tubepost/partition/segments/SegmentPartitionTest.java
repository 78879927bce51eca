// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.partition.segments.PartitionFixture.SEGMENT;
import static org.tubepost.partition.segments.PartitionFixture.bytes;
import static org.tubepost.partition.segments.PartitionFixture.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.journal.FileOperations;

/** The partition's contract on real files, small segments and real damage. */
class SegmentPartitionTest {
    @TempDir Path directory;
    private SegmentPartition partition;

    @BeforeEach
    void open() throws IOException {
        partition = PartitionFixture.open(directory.resolve("p"));
    }

    @AfterEach
    void close() throws IOException {
        partition.close();
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
    void numbersAreToldToTheEndWhileCheckpointsAreWritten() throws IOException {
        for (int i = 0; i < 2000; i++) {
            partition.store(new BytesContent(bytes(i, 10)));
        }
        partition.upkeep().checkpoint();
        long last = store(partition, bytes(1, 10));
        partition.upkeep().checkpoint();
        List<Long> told = new ArrayList<>();
        partition.forEach(
                last + 1,
                number -> {
                    told.add(number);
                    if (told.size() == 1000) {
                        storeWithCheckpoints(5);
                    }
                });
        assertThat(told).hasSize(2001).isSorted();
        try (var files = Files.walk(directory)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".damaged"));
        }
    }

    private void storeWithCheckpoints(int count) {
        try {
            for (int i = 0; i < count; i++) {
                store(partition, bytes(i, 10));
                partition.upkeep().checkpoint();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
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

    @Test
    void onAVolumeThatIsNearlyFullLittleThatIsDeadGivesRoomBack() throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            numbers.add(store(partition, bytes(i, 10_000)));
        }
        assertThat(partition.isNearlyFull()).isFalse();
        partition.release(numbers.stream().filter(n -> n % 3 == 0).toList());
        long before = logSize();
        partition.upkeep().round();
        assertThat(logSize()).isGreaterThan(before * 9 / 10);
        partition.close();
        partition = PartitionFixture.open(directory.resolve("p"), new SmallVolume(SEGMENT * 3 / 2));
        assertThat(partition.isNearlyFull()).isTrue();
        partition.upkeep().round();
        assertThat(logSize()).isLessThan(before * 3 / 4);
        for (int i = 0; i < 200; i++) {
            if (numbers.get(i) % 3 != 0) {
                assertThat(read(partition, numbers.get(i))).isEqualTo(bytes(i, 10_000));
            }
        }
    }

    @Test
    void whatCannotBeMovedForWantOfRoomIsMovedLater() throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            numbers.add(store(partition, bytes(i, 10_000)));
        }
        partition.release(numbers.stream().filter(n -> n % 5 != 0).toList());
        long before = logSize();
        TreeSet<Long> left = numbers(partition);
        partition.close();
        SmallVolume volume = new SmallVolume(SEGMENT);
        partition = PartitionFixture.open(directory.resolve("p"), volume);
        volume.isFull = true;
        partition.upkeep().round();
        assertThat(logSize()).isGreaterThan(before * 9 / 10);
        volume.isFull = false;
        partition.upkeep().round();
        assertThat(logSize()).isLessThan(before / 2);
        assertThat(numbers(partition)).isEqualTo(left);
    }

    /** Stores so many contents of 10 000 octets, six of which are a segment. */
    private List<Long> stored(int count) throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(store(partition, bytes(i, 10_000)));
        }
        return numbers;
    }

    private Volume reopenWithRoom(long octets) throws IOException {
        partition.close();
        Volume volume = new Volume(logSize() + octets);
        partition = PartitionFixture.open(directory.resolve("p"), volume);
        return volume;
    }

    @Test
    void noMoreIsRewrittenThanIsNeededToHaveRoomAgain() throws IOException {
        partition.release(stored(200).stream().filter(n -> n % 3 == 0).toList());
        reopenWithRoom(SEGMENT * 19 / 10);
        long before = logSize();
        assertThat(partition.isNearlyFull()).isTrue();
        partition.upkeep().round();
        assertThat(logSize()).isBetween(before - SEGMENT, before - 1);
        assertThat(partition.isNearlyFull()).isFalse();
    }

    @Test
    void aCopyThatDoesNotFitIsNotBegunAndMoreDeadSegmentsAreReclaimed() throws IOException {
        List<Long> numbers = stored(200);
        partition.release(numbers.stream().filter(n -> n % 6 == 0).toList());
        reopenWithRoom(SEGMENT * 6 / 10);
        long before = logSize();
        partition.upkeep().round();
        assertThat(logSize()).isEqualTo(before);
        partition.release(numbers.subList(50, 60));
        partition.upkeep().round();
        assertThat(logSize()).isLessThan(before);
        assertThat(partition.isNearlyFull()).isFalse();
        TreeSet<Long> left = new TreeSet<>(numbers);
        left.removeIf(n -> n % 6 == 0);
        left.removeAll(numbers.subList(50, 60));
        assertThat(numbers(partition)).isEqualTo(left);
    }

    @Test
    void whereNoCopyFitsADeadSegmentIsDropped() throws IOException {
        List<Long> numbers = stored(100);
        reopenWithRoom(SEGMENT / 8);
        partition.release(numbers.subList(20, 50));
        long before = logSize();
        partition.upkeep().round();
        assertThat(logSize()).isLessThan(before - 3 * SEGMENT);
    }

    @Test
    void aCopyStopsWhenOthersTakeItsRoomAndGoesOnLater() throws IOException {
        List<Long> numbers = stored(100);
        partition.release(numbers.stream().filter(n -> n % 2 == 0).toList());
        Volume volume = reopenWithRoom(SEGMENT * 3 / 2);
        long before = logSize();
        volume.takenByOthers = SEGMENT * 3 / 2;
        partition.upkeep().round();
        assertThat(logSize()).isBetween(before + 10_000, before + 20_000);
        volume.takenByOthers = 0;
        partition.upkeep().round();
        assertThat(logSize()).isLessThan(before * 2 / 3);
        for (int i = 0; i < numbers.size(); i++) {
            if (numbers.get(i) % 2 != 0) {
                assertThat(read(partition, numbers.get(i))).isEqualTo(bytes(i, 10_000));
            }
        }
    }

    /** A volume of a size, on which a log is, and others who take room as soon as it grows. */
    private static final class Volume implements FileOperations {
        private final long octets;
        private long takenByOthers;
        private boolean hasGrown;

        Volume(long octets) {
            this.octets = octets;
        }

        @Override
        public void write(FileChannel channel, ByteBuffer[] buffers) throws IOException {
            FileOperations.super.write(channel, buffers);
            hasGrown |= channel.size() > 10_000;
        }

        @Override
        public long usableSpace(Path place) throws IOException {
            Path log = place.endsWith("log") ? place : place.resolve("log");
            long others = hasGrown ? takenByOthers : 0;
            return Math.max(0, octets - others - sizeOf(log));
        }
    }

    /** A volume with little room, or none. */
    private static final class SmallVolume implements FileOperations {
        private final long usable;
        private boolean isFull;

        SmallVolume(long usable) {
            this.usable = usable;
        }

        @Override
        public void write(FileChannel channel, ByteBuffer[] buffers) throws IOException {
            if (isFull) {
                throw new IOException("No space left on device");
            }
            FileOperations.super.write(channel, buffers);
        }

        @Override
        public long usableSpace(Path directory) {
            return usable;
        }
    }

    private long logSize() throws IOException {
        return sizeOf(directory.resolve("p").resolve("log"));
    }

    private static long sizeOf(Path log) throws IOException {
        try (var files = Files.list(log)) {
            return files.mapToLong(f -> f.toFile().length()).sum();
        }
    }

    @Test
    void uncommittedStretchesAreDroppedByAKillAndByClosing() throws IOException {
        try (ContentSink sink = partition.begin(0)) {
            sink.write(ByteBuffer.wrap(bytes(6, 900_000)));
        }
        partition.close();
        partition = PartitionFixture.open(directory.resolve("p"));
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
        try (SegmentPartition killed = PartitionFixture.open(copy)) {
            assertThat(read(killed, number)).isEqualTo(bytes);
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
}
