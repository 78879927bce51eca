// SPDX-License-Identifier: Apache-2.0
package org.tubepost.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.store.Partition;

/** What every {@link Partition} keeps; a test of a partition extends this class. */
public abstract class PartitionContract {

    /** The partition under test, empty at the first call of a test; the same one each time. */
    protected abstract Partition partition() throws Exception;

    private static byte[] octets(int seed, int size) {
        StringBuilder text = new StringBuilder("Subject: " + seed + "\r\n\r\n");
        Random random = new Random(seed);
        while (text.length() < size) {
            text.append(Long.toHexString(random.nextLong())).append("\r\n");
        }
        return text.substring(0, size).getBytes(StandardCharsets.US_ASCII);
    }

    private long store(byte[] octets) throws Exception {
        try (MemoryContent content = MemoryContent.of(octets)) {
            return partition().store(content).toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    private byte[] read(long number) throws Exception {
        try (Content content = partition().open(number)) {
            return MemoryContent.octets(content);
        }
    }

    /** What was stored is read, with its summary. */
    @Test
    public void contentComesBackOctetByOctet() throws Exception {
        for (int size : new int[] {20, 4096, 300_000, 1_500_000}) {
            byte[] octets = octets(size, size);
            long number = store(octets);
            assertThat(read(number)).isEqualTo(octets);
            try (Content content = partition().open(number)) {
                assertThat(content.size()).isEqualTo(size);
                assertThat(content.summary().size()).isEqualTo(size);
            }
        }
    }

    /** What was written into a sink is stored without another copy, and equal. */
    @Test
    public void sinkIsAWayIn() throws Exception {
        byte[] octets = octets(7, 700_000);
        try (ContentSink sink = partition().begin(octets.length);
                MemoryContent twin = MemoryContent.of(octets)) {
            for (int at = 0; at < octets.length; at += 10_000) {
                sink.write(ByteBuffer.wrap(octets, at, Math.min(10_000, octets.length - at)));
            }
            try (Content sealed = sink.seal(twin.summary())) {
                long number =
                        partition().store(sealed).toCompletableFuture().get(20, TimeUnit.SECONDS);
                assertThat(read(number)).isEqualTo(octets);
            }
        }
    }

    /** Numbers ascend and are never used twice. */
    @Test
    public void numbersAscend() throws Exception {
        long last = 0;
        for (int i = 0; i < 20; i++) {
            long number = store(octets(i, 100));
            assertThat(number).isGreaterThan(last);
            last = number;
            if (i % 3 == 0) {
                partition().release(List.of(number));
            }
        }
        assertThat(partition().nextNumber()).isGreaterThan(last);
    }

    /** What is released is gone; its neighbours are not. Unknown numbers do not matter. */
    @Test
    public void releasedContentIsGone() throws Exception {
        long one = store(octets(1, 1000));
        long two = store(octets(2, 1000));
        partition().release(List.of(one, 999_999_999L));
        assertThatThrownBy(() -> partition().open(one)).isInstanceOf(NoSuchFileException.class);
        assertThat(read(two)).isEqualTo(octets(2, 1000));
        partition().release(List.of(one));
    }

    /** An open content stays readable. */
    @Test
    public void openContentOutlivesItsRelease() throws Exception {
        byte[] octets = octets(3, 400_000);
        long number = store(octets);
        try (Content content = partition().open(number)) {
            partition().release(List.of(number));
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
        partition().release(List.of(gone));
        TreeSet<Long> told = new TreeSet<>();
        partition().forEach(partition().nextNumber(), told::add);
        assertThat(told).isEqualTo(expected);
        TreeSet<Long> below = new TreeSet<>();
        partition().forEach(expected.last(), below::add);
        assertThat(below).isEqualTo(expected.headSet(expected.last()));
    }

    /** A number that never was. */
    @Test
    public void unknownNumberIsNamed() {
        assertThatThrownBy(() -> partition().open(123_456_789))
                .isInstanceOf(NoSuchFileException.class);
    }
}
