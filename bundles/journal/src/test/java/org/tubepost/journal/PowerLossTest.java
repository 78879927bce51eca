// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.journal.Replayed.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A disk that keeps what was forced, and of the rest whichever sectors it likes. */
class PowerLossTest {
    private static final int SECTOR = 512;

    /** Remembers what each file held when it was last forced. */
    private static final class Forced implements FileOperations {
        final Map<Path, byte[]> durable = new HashMap<>();
        Path directory;

        @Override
        public void force(FileChannel channel) throws IOException {
            // The channel has no name: the file of the same size and content is the one.
            ByteBuffer content = ByteBuffer.allocate((int) channel.size());
            channel.read(content, 0);
            for (Path file : Disk.segments(directory)) {
                byte[] octets = Files.readAllBytes(file);
                if (octets.length >= 64 && Arrays.equals(octets, 0, 64, content.array(), 0, 64)) {
                    durable.put(file.getFileName(), content.array());
                }
            }
        }
    }

    @Property(tries = 150)
    void whatWasAcknowledgedSurvivesAndNothingIsInvented(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Path temp = Files.createTempDirectory("journal");
        try {
            Forced files = new Forced();
            files.directory = temp.resolve("live");
            JournalOptions options =
                    JournalOptions.named("test")
                            .withReserveOctets(0)
                            .withSegmentOctets(4_000 + random.nextInt(8_000))
                            .withFiles(files);
            List<String> written = new ArrayList<>();
            int acknowledged = 0;
            Path crashed;
            try (Journal journal = Journal.open(files.directory, options, new Replayed())) {
                int records = 1 + random.nextInt(40);
                for (int i = 0; i < records; i++) {
                    written.add("record " + i + "-".repeat(random.nextInt(1_500)));
                    journal.append((byte) 1, bytes(written.get(i)));
                    if (random.nextInt(6) == 0) {
                        journal.awaitDurable(journal.lastLsn());
                        acknowledged = written.size();
                    }
                }
                crashed = crash(files, temp.resolve("crashed"), random);
            }
            Replayed replayed = new Replayed();
            JournalOptions plain = options.withFiles(Disk.HASTY);
            try (Journal journal = Journal.open(crashed, plain, replayed)) {
                assertThat(replayed.texts).hasSizeGreaterThanOrEqualTo(acknowledged);
                assertThat(replayed.texts.subList(0, acknowledged))
                        .isEqualTo(written.subList(0, acknowledged));
                if (!replayed.texts.isEmpty()) {
                    assertThat(written).containsSubsequence(replayed.texts);
                }
                assertThat(journal.append((byte) 1, bytes("later")).lsn())
                        .isGreaterThan(written.size());
            }
            Replayed again = new Replayed();
            Journal.open(crashed, plain, again).close();
            replayed.texts.add("later");
            assertThat(again.texts).isEqualTo(replayed.texts);
        } finally {
            delete(temp);
        }
    }

    private static Path crash(Forced files, Path to, Random random) throws IOException {
        Files.createDirectories(to);
        for (Path file : Disk.segments(files.directory)) {
            byte[] cached = Files.readAllBytes(file);
            byte[] durable = files.durable.get(file.getFileName());
            assertThat(durable).as("a segment is forced when it is begun").isNotNull();
            int size = durable.length + random.nextInt(cached.length - durable.length + 1);
            byte[] left = Arrays.copyOf(durable, size);
            for (int at = durable.length; at < size; at = (at / SECTOR + 1) * SECTOR) {
                if (random.nextBoolean()) {
                    int end = Math.min(size, (at / SECTOR + 1) * SECTOR);
                    System.arraycopy(cached, at, left, at, end - at);
                }
            }
            Files.write(to.resolve(file.getFileName()), left);
        }
        return to;
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
