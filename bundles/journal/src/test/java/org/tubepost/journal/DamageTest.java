// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.journal.Replayed.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamageTest {
    private static final JournalOptions OPTIONS =
            JournalOptions.named("test")
                    .withReserveOctets(0)
                    .withFiles(Disk.HASTY)
                    .withSegmentOctets(100_000);

    @TempDir Path temp;

    private List<Appended> write(Path directory, int records) throws IOException {
        List<Appended> all = new ArrayList<>();
        try (Journal journal = Journal.open(directory, OPTIONS, new Replayed())) {
            for (int i = 0; i < records; i++) {
                all.add(journal.append((byte) 1, bytes("record " + i)));
            }
        }
        return all;
    }

    private Path closed(int records) throws IOException {
        Path directory = temp.resolve("closed");
        write(directory, records);
        return directory;
    }

    @Test
    void damagedPayloadInASealedSegmentIsReportedAndSteppedOver() throws IOException {
        Path directory = temp.resolve("sealed");
        List<Appended> all = write(directory, 10);
        Disk.flip(Disk.segments(directory).get(0), all.get(4).extent().offset());
        Replayed replayed = new Replayed();
        Journal.open(directory, OPTIONS, replayed).close();
        assertThat(replayed.texts).hasSize(9).doesNotContain("record 4").endsWith("record 9");
        assertThat(replayed.damage)
                .extracting(DamageReport::kind)
                .containsExactly(DamageReport.Kind.DAMAGED_PAYLOAD);
    }

    @Test
    void segmentHeaderThatIsUnreadableCostsNoRecord() throws IOException {
        Path directory = closed(10);
        Disk.overwrite(Disk.segments(directory).get(0), 0, new byte[Segment.HEADER_SIZE]);
        Replayed replayed = new Replayed();
        try (Journal journal = Journal.open(directory, OPTIONS, replayed)) {
            journal.append((byte) 1, bytes("more"));
        }
        assertThat(replayed.texts).hasSize(10);
        assertThat(replayed.damage).hasSize(1);
        Replayed again = new Replayed();
        Journal.open(directory, OPTIONS, again).close();
        assertThat(again.texts).hasSize(11).endsWith("more");
    }

    @Test
    void firstPageOfASegmentLostCostsOnlyWhatWasInIt() throws IOException {
        Path directory = closed(400);
        Disk.overwrite(Disk.segments(directory).get(0), 0, new byte[4096]);
        Replayed replayed = new Replayed();
        Journal.open(directory, OPTIONS, replayed).close();
        assertThat(replayed.texts).hasSizeBetween(300, 399).endsWith("record 399");
        assertThat(replayed.damage).hasSize(2);
    }

    @Test
    void damagedSegmentIsKeptWhenItIsDropped() throws IOException {
        Path directory = closed(10);
        Path file = Disk.segments(directory).get(0);
        Disk.flip(file, Segment.HEADER_SIZE + 3);
        byte[] before = Files.readAllBytes(file);
        try (Journal journal = Journal.open(directory, OPTIONS, new Replayed())) {
            journal.drop(journal.segments().get(0).id());
        }
        assertThat(Disk.ending(directory, ".damaged"))
                .singleElement()
                .satisfies(kept -> assertThat(Files.readAllBytes(kept)).isEqualTo(before));
        Replayed replayed = new Replayed();
        Journal.open(directory, OPTIONS, replayed).close();
        assertThat(replayed.texts).isEmpty();
    }

    @Test
    void fileOfALaterFormatIsRefusedAndNotTouched() throws IOException {
        Path directory = closed(3);
        Path file = Disk.segments(directory).get(0);
        ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(file));
        header.putInt(4, 99);
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(header.slice(0, Segment.HEADER_SIZE - 4));
        header.putInt(Segment.HEADER_SIZE - 4, (int) crc.getValue());
        Files.write(file, header.array());
        assertThatThrownBy(() -> Journal.open(directory, OPTIONS, new Replayed()))
                .hasMessageContaining("format 99");
        assertThat(Files.readAllBytes(file)).isEqualTo(header.array());
    }

    @Test
    void segmentOfAnotherJournalIsNotReplayed() throws IOException {
        Path mine = temp.resolve("mine");
        Path other = temp.resolve("other");
        write(mine, 3);
        write(other, 50);
        try (Journal journal = Journal.open(other, OPTIONS, new Replayed())) {
            journal.append((byte) 1, bytes("foreign"));
        }
        Path foreign = Disk.segments(other).get(1);
        Files.copy(foreign, mine.resolve(foreign.getFileName()));
        Replayed replayed = new Replayed();
        try (Journal journal = Journal.open(mine, OPTIONS, replayed)) {
            journal.awaitDurable(journal.append((byte) 1, bytes("mine")).lsn());
        }
        assertThat(replayed.texts).containsExactly("record 0", "record 1", "record 2");
        assertThat(replayed.damage)
                .extracting(DamageReport::kind)
                .containsExactly(DamageReport.Kind.FOREIGN_FILE);
        assertThat(mine.resolve(foreign.getFileName())).exists();
    }

    @Test
    void recordsThatSomebodyMailedAreNotTakenForOurs() throws IOException {
        Path stranger = temp.resolve("stranger");
        write(stranger, 50);
        byte[] forged = Files.readAllBytes(Disk.segments(stranger).get(0));
        byte[] aligned = java.util.Arrays.copyOfRange(forged, Segment.HEADER_SIZE, forged.length);
        Path live = temp.resolve("live");
        Path copy = temp.resolve("copy");
        try (Journal journal = Journal.open(live, OPTIONS, new Replayed())) {
            journal.append((byte) 1, bytes("ours"));
            journal.append((byte) 1, ByteBuffer.wrap(aligned));
            Disk.copy(live, copy);
        }
        Path file = Disk.segments(copy).get(0);
        Disk.cut(file, Files.size(file) - 8);
        Replayed replayed = new Replayed();
        Journal.open(copy, OPTIONS, replayed).close();
        assertThat(replayed.texts).containsExactly("ours");
    }

    @Test
    void everyOctetOfASealedSegmentMayBeWrongWithoutEndingTheOpening() throws IOException {
        Path directory = closed(5);
        Path file = Disk.segments(directory).get(0);
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            if (Set.of(4, 5, 6, 7).contains(at)) {
                continue; // the version, tested above
            }
            Path changed = Files.createDirectories(temp.resolve("octet" + at));
            Files.write(changed.resolve(file.getFileName()), whole);
            Disk.overwrite(changed.resolve(file.getFileName()), at, new byte[] {(byte) ~whole[at]});
            Replayed replayed = new Replayed();
            try (Journal journal = Journal.open(changed, OPTIONS, replayed)) {
                journal.append((byte) 1, bytes("later"));
            }
            assertThat(replayed.texts.size()).isBetween(4, 5);
            if (replayed.texts.size() == 4) {
                assertThat(replayed.damage).isNotEmpty();
            }
        }
    }
}
