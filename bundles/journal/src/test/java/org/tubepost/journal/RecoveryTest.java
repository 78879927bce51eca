// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.journal.Replayed.bytes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
    @TempDir Path temp;

    private static final JournalOptions OPTIONS =
            JournalOptions.named("test")
                    .withReserveOctets(0)
                    .withFiles(Disk.HASTY)
                    .withSegmentOctets(4_000);

    /** A journal as a crash leaves it: written and forced, never closed. */
    private Path crashed(List<String> written) throws IOException {
        Path directory = temp.resolve("crashed");
        Path copy = temp.resolve("copy");
        try (Journal journal = Journal.open(directory, OPTIONS, new Replayed())) {
            for (int i = 0; i < 10; i++) {
                String text = "record " + i + "-".repeat(i * 7);
                written.add(text);
                journal.append((byte) 1, bytes(text));
            }
            journal.awaitDurable(journal.lastLsn());
            copy(directory, copy);
        }
        return copy;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith(".log")) {
                    Files.write(to.resolve(file.getFileName()), Files.readAllBytes(file));
                }
            }
        }
    }

    private static Path onlySegment(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(".log")).findFirst().orElseThrow();
        }
    }

    @Test
    void tailTornAtAnyOctetLosesOnlyTheRecordsItCuts() throws IOException {
        List<String> written = new ArrayList<>();
        Path source = crashed(written);
        byte[] whole = Files.readAllBytes(onlySegment(source));
        String name = onlySegment(source).getFileName().toString();
        int lastCount = 0;
        for (int length = 0; length <= whole.length; length++) {
            Path directory = Files.createDirectories(temp.resolve("cut" + length));
            Files.write(directory.resolve(name), java.util.Arrays.copyOf(whole, length));
            Replayed replayed = new Replayed();
            try (Journal journal = Journal.open(directory, OPTIONS, replayed)) {
                int count = replayed.texts.size();
                assertThat(replayed.texts).isEqualTo(written.subList(0, count));
                assertThat(count).isBetween(lastCount, lastCount + 1);
                lastCount = count;
                journal.awaitDurable(journal.append((byte) 1, bytes("new")).lsn());
            }
            Replayed again = new Replayed();
            Journal.open(directory, OPTIONS, again).close();
            assertThat(again.texts).endsWith("new").hasSize(lastCount + 1);
            assertThat(again.damage).isEmpty();
        }
        assertThat(lastCount).isEqualTo(10);
    }

    @Test
    void flippedBitCostsOneRecordAndIsReported() throws IOException {
        List<String> written = new ArrayList<>();
        Path source = crashed(written);
        byte[] whole = Files.readAllBytes(onlySegment(source));
        String name = onlySegment(source).getFileName().toString();
        Random random = new Random(42);
        for (int round = 0; round < 300; round++) {
            byte[] flipped = whole.clone();
            int at = Segment.HEADER_SIZE + random.nextInt(whole.length - Segment.HEADER_SIZE);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            Path directory = Files.createDirectories(temp.resolve("flip" + round));
            Files.write(directory.resolve(name), flipped);
            Replayed replayed = new Replayed();
            Journal.open(directory, OPTIONS, replayed).close();
            // Padding is not checked: a flip there costs nothing.
            assertThat(replayed.texts.size()).isBetween(9, 10);
            assertThat(written).containsSubsequence(replayed.texts);
            if (replayed.texts.size() == 9) {
                assertThat(replayed.damage).hasSize(1);
            }
        }
    }

    @Test
    void damageInTheMiddleIsSteppedOverAndLeftAsItIs() throws IOException {
        List<String> written = new ArrayList<>();
        Path directory = crashed(written);
        Path file = onlySegment(directory);
        byte[] whole = Files.readAllBytes(file);
        for (int i = 200; i < 300; i++) {
            whole[i] = 0;
        }
        Files.write(file, whole);
        Replayed replayed = new Replayed();
        try (Journal journal = Journal.open(directory, OPTIONS, replayed)) {
            journal.append((byte) 1, bytes("later"));
        }
        assertThat(replayed.damage)
                .extracting(DamageReport::kind)
                .containsOnly(DamageReport.Kind.DAMAGED_REGION);
        assertThat(replayed.texts).contains("record 0").endsWith(written.get(9));
        assertThat(Files.readAllBytes(file)).startsWith(whole);
        Replayed again = new Replayed();
        Journal.open(directory, OPTIONS, again).close();
        assertThat(again.texts).endsWith(written.get(9), "later");
    }

    @Test
    void sealedSegmentThatEndsTooEarlyIsReported() throws IOException {
        Path directory = temp.resolve("sealed");
        try (Journal journal = Journal.open(directory, OPTIONS, new Replayed())) {
            for (int i = 0; i < 100; i++) {
                journal.append((byte) 1, bytes("x".repeat(200)));
            }
        }
        Path first;
        try (Stream<Path> files = Files.list(directory)) {
            first =
                    files.filter(f -> f.toString().endsWith(".log"))
                            .sorted()
                            .findFirst()
                            .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(first);
        Files.write(first, java.util.Arrays.copyOf(bytes, bytes.length - 300));
        Replayed replayed = new Replayed();
        Journal.open(directory, OPTIONS, replayed).close();
        assertThat(replayed.damage)
                .extracting(DamageReport::kind)
                .contains(DamageReport.Kind.TRUNCATED_SEGMENT);
        assertThat(replayed.texts.size()).isBetween(97, 99);
    }
}
