// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * After an fsync has failed, Linux takes what it could not write for written: it is readable until
 * the power fails, and no later fsync writes it.
 */
class FailedSyncTest {
    private static final int HEADER = 64;

    @TempDir Path folder;
    private final ForgetfulDisk disk = new ForgetfulDisk();

    /** Keeps of each file what a good fsync found written and not yet given up. */
    private final class ForgetfulDisk implements FileOperations {
        private final Map<String, byte[]> durable = new HashMap<>();
        private final Map<String, List<long[]>> dirty = new HashMap<>();
        private int goodSyncs = Integer.MAX_VALUE;

        /** The channel has no name: the file that begins with the same octets is the one. */
        private String nameOf(FileChannel channel) throws IOException {
            ByteBuffer begin = ByteBuffer.allocate(HEADER);
            channel.read(begin, 0);
            for (Path file : Disk.segments(folder)) {
                ByteBuffer other = ByteBuffer.allocate(HEADER);
                try (FileChannel opened = FileChannel.open(file)) {
                    opened.read(other, 0);
                }
                if (Arrays.equals(other.array(), begin.array())) {
                    return file.getFileName().toString();
                }
            }
            throw new IOException("no such file");
        }

        @Override
        public void write(FileChannel channel, ByteBuffer[] buffers) throws IOException {
            long at = channel.position();
            FileOperations.SYSTEM.write(channel, buffers);
            dirty.computeIfAbsent(nameOf(channel), n -> new ArrayList<>())
                    .add(new long[] {at, channel.position()});
        }

        @Override
        public void force(FileChannel channel) throws IOException {
            String name = nameOf(channel);
            List<long[]> stretches = dirty.getOrDefault(name, new ArrayList<>());
            dirty.remove(name);
            if (goodSyncs-- <= 0) {
                throw new IOException("Input/output error");
            }
            ByteBuffer all = ByteBuffer.allocate((int) channel.size());
            byte[] before = durable.getOrDefault(name, new byte[0]);
            all.put(before, 0, Math.min(before.length, all.capacity()));
            for (long[] stretch : stretches) {
                int end = (int) Math.min(stretch[1], all.capacity());
                if (stretch[0] < end) {
                    channel.read(all.limit(end).position((int) stretch[0]), stretch[0]);
                }
            }
            durable.put(name, all.array());
        }

        /** What a machine finds when its power is back. */
        Path afterPowerLoss(Path to) throws IOException {
            Files.createDirectories(to);
            for (Map.Entry<String, byte[]> file : durable.entrySet()) {
                Files.write(to.resolve(file.getKey()), file.getValue());
            }
            return to;
        }
    }

    private JournalOptions options(FileOperations files) {
        return JournalOptions.named("test")
                .withReserveOctets(0)
                .withSegmentOctets(4_000)
                .withFiles(files);
    }

    /** What opening the journal again takes for true must be there after a power loss too. */
    private void reopenedJournalIsDurable(String... expected) throws IOException {
        disk.goodSyncs = Integer.MAX_VALUE;
        Replayed replayed = new Replayed();
        try (Journal journal = Journal.open(folder, options(disk), replayed)) {
            assertThat(replayed.texts).containsExactly(expected);
            journal.awaitDurable(journal.append((byte) 1, bytes("next")).lsn());
            Replayed lasting = new Replayed();
            Path after = disk.afterPowerLoss(folder.resolveSibling("after"));
            Journal.open(after, options(Disk.HASTY), lasting).close();
            replayed.texts.add("next");
            assertThat(lasting.texts).isEqualTo(replayed.texts);
        }
    }

    @Test
    void whatIsReadAfterAFailedCommitIsWrittenAgain() throws Exception {
        Journal journal = Journal.open(folder, options(disk), new Replayed());
        journal.awaitDurable(journal.append((byte) 1, bytes("good")).lsn());
        disk.goodSyncs = 0;
        long lsn = journal.append((byte) 1, bytes("doubtful")).lsn();
        assertThatThrownBy(() -> journal.awaitDurable(lsn))
                .isInstanceOf(JournalFailedException.class);
        assertThat(journal.hasFailed()).isTrue();
        journal.close();
        reopenedJournalIsDurable("good", "doubtful");
    }

    @Test
    void whatIsReadAfterAFailedSealIsWrittenAgain() throws Exception {
        Journal journal = Journal.open(folder, options(disk), new Replayed());
        journal.append((byte) 1, bytes("doubtful"));
        disk.goodSyncs = 0;
        assertThatThrownBy(journal::roll).isInstanceOf(JournalFailedException.class);
        journal.close();
        reopenedJournalIsDurable("doubtful");
    }

    @Test
    void openingThatFailsToForceIsNotTrustedByTheNext() throws Exception {
        Journal journal = Journal.open(folder, options(disk), new Replayed());
        disk.goodSyncs = 1;
        long lsn = journal.append((byte) 1, bytes("doubtful")).lsn();
        assertThatThrownBy(() -> journal.awaitDurable(lsn)).isInstanceOf(IOException.class);
        journal.close();
        disk.goodSyncs = 0;
        assertThatThrownBy(() -> Journal.open(folder, options(disk), new Replayed()))
                .hasMessage("Input/output error");
        reopenedJournalIsDurable("doubtful");
    }
}
