// SPDX-License-Identifier: Apache-2.0
package org.tubepost.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.store.ContentDamage;
import org.tubepost.api.store.Partition;

/**
 * What every {@link Partition} keeps, on real files; a test of a partition extends this class and
 * says how one is opened in a folder and closed.
 */
@Timeout(300)
public abstract class PartitionContract {
    private static final int LIVES = 6;
    private static final int HISTORIES = 8;

    /** Where the test may write. */
    @TempDir protected Path folder;

    private Path home;
    private Partition partition;

    /** Opens a partition whose files are all below a folder, which may not exist yet. */
    protected abstract Partition open(Path home) throws Exception;

    /** Closes a partition as a clean stop does. */
    protected abstract void close(Partition opened) throws Exception;

    /** Does now, and waits for, what the partition does in the background. */
    protected abstract void settle(Partition opened) throws Exception;

    /** Deletes what is derived of a closed partition. */
    protected abstract void deleteDerived(Path home) throws Exception;

    /** Opens an empty one. */
    @BeforeEach
    void openFirst() throws Exception {
        home = folder.resolve("home");
        partition = open(home);
    }

    /** Closes it. */
    @AfterEach
    void closeLast() throws Exception {
        close(partition);
    }

    /** The partition under test. */
    protected final Partition partition() {
        return partition;
    }

    private static byte[] octets(long seed, int size) {
        StringBuilder text = new StringBuilder("Subject: " + seed + "\r\n\r\n");
        Random random = new Random(seed);
        while (text.length() < size) {
            text.append(Long.toHexString(random.nextLong())).append("\r\n");
        }
        return text.substring(0, size).getBytes(StandardCharsets.US_ASCII);
    }

    private long store(byte[] octets) throws Exception {
        try (MemoryContent content = MemoryContent.of(octets)) {
            return store(content);
        }
    }

    private long store(Content content) throws Exception {
        return partition.store(content).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private long storeThroughSink(byte[] octets, int slice) throws Exception {
        try (ContentSink sink = partition.begin(0);
                Content sealed = sealed(sink, octets, slice)) {
            assertThat(MemoryContent.octets(sealed)).isEqualTo(octets);
            return store(sealed);
        }
    }

    private static Content sealed(ContentSink sink, byte[] octets, int slice) throws IOException {
        for (int at = 0; at < octets.length; at += slice) {
            sink.write(ByteBuffer.wrap(octets, at, Math.min(slice, octets.length - at)));
        }
        try (MemoryContent twin = MemoryContent.of(octets)) {
            return sink.seal(twin.summary());
        }
    }

    private byte[] read(long number) throws Exception {
        try (Content content = partition.open(number)) {
            return MemoryContent.octets(content);
        }
    }

    private TreeSet<Long> numbers() throws Exception {
        TreeSet<Long> numbers = new TreeSet<>();
        partition.forEach(Long.MAX_VALUE, numbers::add);
        return numbers;
    }

    /** What was stored is read, with its summary. */
    @Test
    public void contentComesBackOctetByOctet() throws Exception {
        for (int size : new int[] {0, 1, 20, 4096, 65_536, 65_537, 300_000, 1_500_000}) {
            byte[] octets = octets(size, size);
            for (long number : new long[] {store(octets), storeThroughSink(octets, 1000)}) {
                assertThat(read(number)).isEqualTo(octets);
                try (Content content = partition.open(number)) {
                    assertThat(content.size()).isEqualTo(size);
                    assertThat(content.summary().size()).isEqualTo(size);
                }
            }
        }
    }

    /** A region is read, and sent, without what is before and behind it. */
    @Test
    public void regionsAreRead() throws Exception {
        byte[] octets = octets(11, 400_000);
        long number = store(octets);
        try (Content content = partition.open(number)) {
            for (int from : new int[] {0, 1, 65_530, 262_140, 399_990, 400_000}) {
                int to = Math.min(octets.length, from + 300);
                byte[] wanted = Arrays.copyOfRange(octets, from, to);
                assertThat(content.newInputStream(from, to).readAllBytes()).isEqualTo(wanted);
                ByteArrayOutputStream sent = new ByteArrayOutputStream();
                for (long at = from; at < to; ) {
                    at += content.transferTo(at, to - at, Channels.newChannel(sent));
                }
                assertThat(sent.toByteArray()).isEqualTo(wanted);
            }
            assertThat(content.read(octets.length, ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    /** A sealed content may be stored more than once; each has a number and a life of its own. */
    @Test
    public void aSealedContentCanBeStoredTwice() throws Exception {
        byte[] octets = octets(7, 700_000);
        try (ContentSink sink = partition.begin(octets.length);
                Content sealed = sealed(sink, octets, 10_000)) {
            long one = store(sealed);
            long two = store(sealed);
            partition.release(List.of(one));
            assertThat(read(two)).isEqualTo(octets);
            assertThat(partition.octets()).isEqualTo(octets.length);
        }
        assertThat(numbers()).hasSize(1);
    }

    /** So may one that was opened here. */
    @Test
    public void anOpenContentCanBeStoredAgain() throws Exception {
        byte[] octets = octets(8, 5000);
        long one = store(octets);
        try (Content content = partition.open(one)) {
            long two = store(content);
            partition.release(List.of(one));
            assertThat(read(two)).isEqualTo(octets);
            long three = store(content);
            assertThat(read(three)).isEqualTo(octets);
        }
    }

    /** Header fields before a content are read, counted and stored with it. */
    @Test
    public void headerBeforeAContentBelongsToIt() throws Exception {
        byte[] octets = octets(4, 5000);
        byte[] prefix = "Received: from here\r\nX-A: b\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(prefix, prefix.length + octets.length);
        System.arraycopy(octets, 0, all, prefix.length, octets.length);
        long number = store(octets);
        try (Content content = partition.open(number);
                Content with = content.withHeader(ByteBuffer.wrap(prefix))) {
            assertThat(MemoryContent.octets(with)).isEqualTo(all);
            assertThat(with.summary().size()).isEqualTo(all.length);
            assertThat(with.summary().receivedCount()).isEqualTo(1);
            assertThat(read(store(with))).isEqualTo(all);
        }
    }

    /** A content that cannot be read to its end is refused and leaves nothing. */
    @Test
    public void anUnreadableContentLeavesNothing() throws Exception {
        assertThatThrownBy(() -> store(new UnreadableContent("Subject: x\r\n\r\nlost")))
                .hasRootCauseInstanceOf(IOException.class);
        assertThat(numbers()).isEmpty();
        assertThat(partition.octets()).isZero();
        assertThat(read(store(octets(2, 9000)))).isEqualTo(octets(2, 9000));
    }

    /** Numbers ascend and are never used twice, not even behind a restart. */
    @Test
    public void numbersAscend() throws Exception {
        long last = 0;
        for (int i = 0; i < 30; i++) {
            long next = partition.nextNumber();
            long number = store(octets(i, 100));
            assertThat(number).isGreaterThan(last).isGreaterThanOrEqualTo(next);
            last = number;
            if (i % 3 == 0) {
                partition.release(List.of(number));
            }
            if (i % 10 == 0) {
                close(partition);
                partition = open(home);
            }
        }
        assertThat(partition.nextNumber()).isGreaterThan(last);
    }

    /** What is released is gone; its neighbours are not. Unknown numbers do not matter. */
    @Test
    public void releasedContentIsGone() throws Exception {
        long one = store(octets(1, 1000));
        long two = store(octets(2, 1000));
        partition.release(List.of(one, 999_999_999L));
        assertThatThrownBy(() -> partition.open(one)).isInstanceOf(NoSuchFileException.class);
        assertThat(read(two)).isEqualTo(octets(2, 1000));
        partition.release(List.of(one));
        assertThat(partition.octets()).isEqualTo(1000);
    }

    /** An open content stays readable. */
    @Test
    public void openContentOutlivesItsRelease() throws Exception {
        byte[] octets = octets(3, 400_000);
        long number = store(octets);
        try (Content content = partition.open(number)) {
            partition.release(List.of(number));
            settle(partition);
            assertThat(MemoryContent.octets(content)).isEqualTo(octets);
        }
    }

    /** Every content below the limit is told, and nothing else. */
    @Test
    public void contentsAreTold() throws Exception {
        TreeSet<Long> expected = new TreeSet<>();
        for (int i = 0; i < 10; i++) {
            expected.add(store(octets(i, 200)));
        }
        long gone = expected.pollFirst();
        partition.release(List.of(gone));
        TreeSet<Long> told = new TreeSet<>();
        partition.forEach(partition.nextNumber(), told::add);
        assertThat(told).isEqualTo(expected);
        TreeSet<Long> below = new TreeSet<>();
        partition.forEach(expected.last(), below::add);
        assertThat(below).isEqualTo(expected.headSet(expected.last()));
    }

    /** A number that never was. */
    @Test
    public void unknownNumberIsNamed() {
        assertThatThrownBy(() -> partition.open(123_456_789))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("123456789");
    }

    /** Contents that come at the same time are all there, each as it was. */
    @Test
    public void contentsThatComeTogetherAreKeptApart() throws Exception {
        List<CompletableFuture<Long>> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            try (MemoryContent content = MemoryContent.of(octets(i, 2000))) {
                all.add(partition.store(content).toCompletableFuture());
            }
        }
        for (int i = 0; i < 500; i++) {
            assertThat(read(all.get(i).get(20, TimeUnit.SECONDS))).isEqualTo(octets(i, 2000));
        }
        assertThat(new TreeSet<>(all.stream().map(CompletableFuture::join).toList())).hasSize(500);
    }

    /** What was not stored is dropped: by closing, and by a kill. */
    @Test
    public void whatWasNotStoredLeavesNothing() throws Exception {
        try (ContentSink sink = partition.begin(0)) {
            sink.write(ByteBuffer.wrap(octets(6, 900_000)));
        }
        try (ContentSink sink = partition.begin(0);
                Content sealed = sealed(sink, octets(6, 5000), 5000)) {
            assertThat(sealed.size()).isEqualTo(5000);
        }
        long empty = sizeOf(home);
        try (ContentSink sink = partition.begin(0);
                ContentSink other = partition.begin(0);
                Content sealed = sealed(other, octets(7, 600_000), 5000)) {
            sink.write(ByteBuffer.wrap(octets(6, 900_000)));
            assertThat(sealed.size()).isEqualTo(600_000);
            kill("killed");
        }
        assertThat(numbers()).isEmpty();
        assertThat(partition.octets()).isZero();
        store(octets(1, 10));
        settle(partition);
        assertThat(sizeOf(home)).isLessThan(empty + 200_000);
    }

    /** A flipped octet is an error that names the content, and hurts no other. */
    @Test
    public void aFlippedOctetIsNeverGivenOut() throws Exception {
        long first = store(octets(9, 8000));
        long second = store(octets(10, 8000));
        close(partition);
        flip(new String(octets(9, 8000), StandardCharsets.US_ASCII).substring(4000, 4050));
        partition = open(home);
        assertThatThrownBy(() -> read(first))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("Content " + first);
        assertThat(read(second)).isEqualTo(octets(10, 8000));
    }

    /** A content is compared with its checksums even if it was opened before. */
    @Test
    public void damageIsFoundThoughTheContentWasOpenedBefore() throws Exception {
        String text = "Message-ID: <flipped@example.org>\r\n\r\nto be flipped later\r\n";
        long number = store(text.getBytes(StandardCharsets.US_ASCII));
        try (Content opened = partition.open(number)) {
            assertThat(opened.size()).isEqualTo(text.length());
        }
        assertThat(partition.verify(number)).isEmpty();
        flip("to be flipped later");
        ContentDamage damage = partition.verify(number).orElseThrow();
        assertThat(damage.file()).isNotEmpty();
        assertThat(damage.messageId()).isEqualTo("<flipped@example.org>");
        assertThatThrownBy(() -> partition.open(number))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> partition.verify(number + 1000))
                .isInstanceOf(NoSuchFileException.class);
    }

    /** Numbers that were given before files were lost are not given again. */
    @Test
    public void numbersCanBeLeftOut() throws Exception {
        long first = store(octets(11, 100));
        partition.advance(first + 1_000_000);
        assertThat(store(octets(12, 100))).isGreaterThanOrEqualTo(first + 1_000_000);
        assertThat(partition.nextNumber()).isGreaterThan(first + 1_000_000);
    }

    private void flip(String text) throws IOException {
        for (Path file : files(home)) {
            byte[] all = Files.readAllBytes(file);
            int at = new String(all, StandardCharsets.ISO_8859_1).indexOf(text);
            if (at >= 0) {
                all[at + 10] ^= 1;
                Files.write(file, all);
                return;
            }
        }
        throw new AssertionError("no file has the content");
    }

    /** Random work beside a map, with kills, restarts and deleted indexes between. */
    @Test
    public void whateverHappensTheSameContentsAreThereAfterwards() throws Exception {
        for (int history = 0; history < HISTORIES; history++) {
            long seed = new Random().nextLong();
            try {
                close(partition);
                home = folder.resolve("history" + history);
                partition = open(home);
                live(new Random(seed));
            } catch (AssertionError | Exception failed) {
                throw new AssertionError("with seed " + seed, failed);
            }
        }
    }

    private void live(Random random) throws Exception {
        TreeMap<Long, byte[]> model = new TreeMap<>();
        for (int life = 1; life <= LIVES; life++) {
            for (int i = random.nextInt(40); i > 0; i--) {
                step(random, model);
            }
            int end = random.nextInt(3);
            if (end == 0) {
                kill(home.getFileName() + "-" + life);
            } else {
                close(partition);
                if (end == 1) {
                    deleteDerived(home);
                }
                partition = open(home);
            }
            settle(partition);
            assertThat(numbers()).isEqualTo(model.keySet());
            long sum = 0;
            for (var entry : model.entrySet()) {
                assertThat(read(entry.getKey())).isEqualTo(entry.getValue());
                sum += entry.getValue().length;
            }
            assertThat(partition.octets()).isEqualTo(sum);
        }
    }

    private void step(Random random, TreeMap<Long, byte[]> model) throws Exception {
        int kind = random.nextInt(10);
        if (kind < 4) {
            byte[] octets = octets(random.nextLong(), random.nextInt(20_000));
            model.put(store(octets), octets);
        } else if (kind == 4) {
            byte[] octets = octets(random.nextLong(), 200_000 + random.nextInt(700_000));
            model.put(storeThroughSink(octets, 70_000), octets);
        } else if (kind == 5) {
            settle(partition);
        } else if (kind == 6) {
            try (ContentSink sink = partition.begin(0)) {
                sink.write(ByteBuffer.wrap(octets(1, random.nextInt(600_000))));
            }
        } else {
            List<Long> gone = new ArrayList<>(model.keySet());
            gone.removeIf(n -> random.nextInt(3) > 0);
            partition.release(gone);
            gone.forEach(model::remove);
        }
    }

    /** Goes on with what a kill at this moment would leave. */
    private void kill(String name) throws Exception {
        Path next = folder.resolve(name);
        copy(home, next);
        close(partition);
        home = next;
        partition = open(home);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var entries = Files.list(from)) {
            for (Path entry : entries.sorted(Comparator.comparing(Path::toString)).toList()) {
                if (Files.isDirectory(entry)) {
                    copy(entry, to.resolve(entry.getFileName()));
                } else {
                    Files.copy(entry, to.resolve(entry.getFileName()));
                }
            }
        }
    }

    private static List<Path> files(Path top) throws IOException {
        try (var entries = Files.walk(top)) {
            return entries.filter(Files::isRegularFile).toList();
        }
    }

    private static long sizeOf(Path top) throws IOException {
        long sum = 0;
        for (Path file : files(top)) {
            sum += Files.size(file);
        }
        return sum;
    }
}
