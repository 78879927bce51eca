// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.journal.Replayed.bytes;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks that a segment has before anything is in them. */
class AllocationTest {
    private static final JournalOptions OPTIONS =
            JournalOptions.named("test").withReserveOctets(0).withFiles(Disk.HASTY);

    @TempDir Path temp;

    private Path crashed(int records) throws IOException {
        Path crashed = temp.resolve("crashed");
        try (Journal journal = Journal.open(temp.resolve("live"), OPTIONS, new Replayed())) {
            for (int i = 0; i < records; i++) {
                journal.awaitDurable(journal.append((byte) 1, bytes("record " + i)).lsn());
            }
            return Disk.copy(temp.resolve("live"), crashed);
        }
    }

    private static long used(int records) {
        return Segment.HEADER_SIZE + records * (RecordHeader.SIZE + 8L);
    }

    @Test
    void mostSyncsFindAFileThatDoesNotGrow() throws IOException {
        Set<Long> sizes = new HashSet<>();
        FileOperations watching =
                new FileOperations() {
                    @Override
                    public void force(FileChannel channel) throws IOException {
                        sizes.add(channel.size());
                    }
                };
        JournalOptions options = OPTIONS.withFiles(watching);
        try (Journal journal = Journal.open(temp.resolve("log"), options, new Replayed())) {
            journal.awaitDurable(journal.append((byte) 1, bytes("first")).lsn());
            sizes.clear();
            for (int i = 0; i < 200; i++) {
                journal.awaitDurable(journal.append((byte) 1, bytes("x".repeat(4_096))).lsn());
            }
            assertThat(sizes).hasSize(1);
        }
    }

    @Test
    void whatWasAllocatedIsNoDamageAfterAKillAndGone() throws IOException {
        Path crashed = crashed(3);
        Path file = Disk.segments(crashed).get(0);
        assertThat(Files.size(file)).isGreaterThan(used(3));
        Replayed replayed = new Replayed();
        Journal.open(crashed, OPTIONS, replayed).close();
        assertThat(replayed.texts).containsExactly("record 0", "record 1", "record 2");
        assertThat(replayed.damage).isEmpty();
        assertThat(Disk.ending(crashed, ".tail")).isEmpty();
        assertThat(Files.size(file)).isEqualTo(used(3) + RecordHeader.SIZE);
    }

    @Test
    void aSegmentThatWasEndedHasOnlyWhatIsInIt() throws IOException {
        crashed(3);
        assertThat(Files.size(Disk.segments(temp.resolve("live")).get(0)))
                .isEqualTo(used(3) + RecordHeader.SIZE);
    }

    @Test
    void aKillBetweenSealAndCutIsNoDamage() throws IOException {
        crashed(3);
        Path file = Disk.segments(temp.resolve("live")).get(0);
        long whole = Files.size(file);
        Disk.cut(file, whole + 10_000);
        Replayed replayed = new Replayed();
        Journal.open(temp.resolve("live"), OPTIONS, replayed).close();
        assertThat(replayed.texts).hasSize(3);
        assertThat(replayed.damage).isEmpty();
        assertThat(Files.size(file)).isEqualTo(whole);
    }

    @Test
    void anIncompleteWriteIntoAllocatedBlocksIsDroppedAndKept() throws IOException {
        Path crashed = crashed(3);
        Path file = Disk.segments(crashed).get(0);
        byte[] record = Files.readAllBytes(file);
        // The start of a record, whose payload did not come.
        byte[] torn = new byte[RecordHeader.SIZE];
        System.arraycopy(record, (int) used(2), torn, 0, 30);
        Disk.overwrite(file, (int) used(3), torn);
        Replayed replayed = new Replayed();
        Journal.open(crashed, OPTIONS, replayed).close();
        assertThat(replayed.texts).hasSize(3);
        assertThat(replayed.damage)
                .extracting(DamageReport::kind)
                .containsExactly(DamageReport.Kind.TORN_TAIL);
        assertThat(Files.size(Disk.ending(crashed, ".tail").get(0))).isLessThanOrEqualTo(30);
    }

    @Test
    void largeRecordsAreNotWrittenTwice() throws IOException {
        try (Journal journal = Journal.open(temp.resolve("log"), OPTIONS, new Replayed())) {
            Appended large = journal.append((byte) 1, bytes("x".repeat(300_000)));
            assertThat(Files.size(Disk.segments(temp.resolve("log")).get(0)))
                    .isEqualTo(large.extent().offset() + 300_000);
        }
    }
}
