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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecondCopyTest {
    @TempDir Path temp;

    private JournalOptions options(Path top) {
        return JournalOptions.named("test")
                .withReserveOctets(0)
                .withFiles(Disk.HASTY)
                .withSegmentOctets(600)
                .withCopy(top.resolve("copy"));
    }

    private Path written(String name, int records) throws IOException {
        Path top = temp.resolve(name);
        try (Journal journal = Journal.open(top.resolve("log"), options(top), new Replayed())) {
            for (int i = 0; i < records; i++) {
                journal.awaitDurable(journal.append((byte) 1, bytes("record " + i)).lsn());
            }
        }
        return top;
    }

    private static void copyAll(Path from, Path to) throws IOException {
        Disk.copy(from.resolve("log"), to.resolve("log"));
        Disk.copy(from.resolve("copy"), to.resolve("copy"));
    }

    private Replayed reopened(Path top) throws IOException {
        Replayed replayed = new Replayed();
        Journal.open(top.resolve("log"), options(top), replayed).close();
        return replayed;
    }

    private static List<String> texts(int records) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            texts.add("record " + i);
        }
        return texts;
    }

    @Test
    void everyOctetOfASegmentMayBeWrongAndNothingIsLost() throws IOException {
        Path top = written("octets", 3);
        Path file = Disk.segments(top.resolve("log")).get(0);
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            Path changed = temp.resolve("octet" + at);
            copyAll(top, changed);
            Path there = changed.resolve("log").resolve(file.getFileName());
            Disk.overwrite(there, at, new byte[] {(byte) ~whole[at]});
            Replayed replayed = reopened(changed);
            assertThat(replayed.texts).as("octet %d", at).isEqualTo(texts(3));
            assertThat(replayed.damage)
                    .allSatisfy(d -> assertThat(d.kind()).isEqualTo(DamageReport.Kind.MENDED));
            if (!replayed.damage.isEmpty()) {
                assertThat(Files.readAllBytes(there)).isEqualTo(whole);
                assertThat(Disk.ending(changed.resolve("log"), ".before")).isNotEmpty();
                assertThat(reopened(changed).damage).isEmpty();
            }
        }
    }

    @Test
    void filesThatAreGoneOrCutComeBack() throws IOException {
        Random random = new Random(7);
        Path top = written("files", 60);
        int count = Disk.segments(top.resolve("log")).size();
        assertThat(count).isGreaterThan(3);
        for (int i = 0; i < count; i++) {
            for (boolean gone : new boolean[] {true, false}) {
                Path changed = temp.resolve("file" + i + gone);
                copyAll(top, changed);
                Path file = Disk.segments(changed.resolve("log")).get(i);
                if (gone) {
                    Files.delete(file);
                } else {
                    Disk.cut(file, random.nextInt((int) Files.size(file)));
                }
                Replayed replayed = reopened(changed);
                assertThat(replayed.texts).isEqualTo(texts(60));
                assertThat(replayed.damage)
                        .isNotEmpty()
                        .allSatisfy(d -> assertThat(d.kind()).isEqualTo(DamageReport.Kind.MENDED));
            }
        }
    }

    @Test
    void lastRecordBeforeAKillIsMended() throws Exception {
        Path top = temp.resolve("live");
        Path killed = temp.resolve("killed");
        try (Journal journal = Journal.open(top.resolve("log"), options(top), new Replayed())) {
            for (int i = 0; i < 3; i++) {
                journal.awaitDurable(journal.append((byte) 1, bytes("record " + i)).lsn());
            }
            Path file = Disk.segments(top.resolve("log")).get(0);
            Path copy = top.resolve("copy").resolve(file.getFileName());
            for (int i = 0;
                    i < 500 && (!Files.exists(copy) || Files.size(copy) < Files.size(file));
                    i++) {
                Thread.sleep(10);
            }
            copyAll(top, killed);
        }
        Path file = Disk.segments(killed.resolve("log")).get(0);
        Disk.flip(file, Files.size(file) - 12);
        Replayed replayed = reopened(killed);
        assertThat(replayed.texts).isEqualTo(texts(3));
        assertThat(replayed.damage)
                .extracting(DamageReport::kind)
                .containsExactly(DamageReport.Kind.MENDED);
    }

    @Test
    void whatWasMendedWhenItsOwnerReadItIsAliveOnce() throws IOException {
        Path top = written("once", 3);
        long live = live(top);
        Path file = Disk.segments(top.resolve("log")).get(0);
        Disk.flip(file, Segment.HEADER_SIZE + RecordHeader.SIZE + 2);
        assertThat(live(top)).isEqualTo(live);
    }

    private long live(Path top) throws IOException {
        try (Journal journal = Journal.open(top.resolve("log"), options(top), new Replayed())) {
            return journal.statistics().liveOctets();
        }
    }

    @Test
    void whatIsDamagedInBothIsReportedAndTheRestIsThere() throws IOException {
        Path top = written("both", 6);
        Path file = Disk.segments(top.resolve("log")).get(0);
        Path copy = top.resolve("copy").resolve(file.getFileName());
        long third = Segment.HEADER_SIZE + 2 * (RecordHeader.SIZE + 8) + 20;
        Disk.flip(file, third);
        Disk.flip(copy, third + 2);
        Replayed replayed = reopened(top);
        assertThat(replayed.texts).hasSize(5).doesNotContain("record 2");
        assertThat(replayed.damage)
                .extracting(DamageReport::kind)
                .containsExactly(DamageReport.Kind.DAMAGED_REGION);
    }

    @Test
    void droppedSegmentsDoNotComeBack() throws IOException {
        Path top = written("dropped", 60);
        try (Journal journal = Journal.open(top.resolve("log"), options(top), new Replayed())) {
            journal.drop(journal.segments().get(0).id());
            journal.drop(journal.segments().get(0).id());
        }
        Replayed replayed = reopened(top);
        assertThat(replayed.damage).isEmpty();
        assertThat(replayed.texts).doesNotContain("record 0").endsWith("record 59");
    }

    @Test
    void copyWhoseVolumeWasAwayBringsNothingBackThatWasDropped() throws IOException {
        Path top = written("away", 60);
        Path away = Disk.copy(top.resolve("copy"), temp.resolve("elsewhere"));
        try (Journal journal = Journal.open(top.resolve("log"), options(top), new Replayed())) {
            journal.drop(journal.segments().get(0).id());
        }
        Disk.copy(away, top.resolve("copy"));
        Replayed replayed = reopened(top);
        assertThat(replayed.texts).doesNotContain("record 0").endsWith("record 59");
    }

    @Test
    void directoryThatCannotBeUsedIsDoneWithout() throws IOException {
        Path top = Files.createDirectories(temp.resolve("no-copy"));
        Files.writeString(top.resolve("copy"), "a file, no folder");
        try (Journal journal = Journal.open(top.resolve("log"), options(top), new Replayed())) {
            journal.awaitDurable(journal.append((byte) 1, bytes("record 0")).lsn());
        }
        assertThat(reopened(top).texts).isEqualTo(texts(1));
    }

    @Test
    void copyOfAnotherJournalIsNotBelieved() throws IOException {
        Path mine = written("mine", 3);
        Path other = written("other", 60);
        for (Path file : Disk.segments(other.resolve("copy"))) {
            Files.copy(
                    file,
                    mine.resolve("copy").resolve(file.getFileName()),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(reopened(mine).texts).isEqualTo(texts(3));
    }

    @Test
    void whatASegmentLostThatNobodyReadStaysInTheCopy() throws IOException {
        Path top = written("unread", 60);
        Path file = Disk.segments(top.resolve("log")).get(0);
        byte[] whole = Files.readAllBytes(file);
        Disk.cut(file, 0);
        JournalOptions late = options(top).withReplayFrom(60);
        Journal.open(top.resolve("log"), late, new Replayed()).close();
        try (Journal journal = Journal.open(top.resolve("log"), late, new Replayed())) {
            assertThat(journal.verify(journal.segments().get(0).id(), true)).isNotEmpty();
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        assertThat(reopened(top).texts).isEqualTo(texts(60));
    }

    @Test
    void damageIsFoundAndMendedWhileTheJournalIsWrittenTo() throws IOException {
        Path top = written("online", 60);
        try (Journal journal =
                Journal.open(top.resolve("log"), options(top).withReplayFrom(60), new Replayed())) {
            journal.append((byte) 1, bytes("more"));
            List<Path> files = Disk.segments(top.resolve("log"));
            byte[] whole = Files.readAllBytes(files.get(1));
            Disk.flip(files.get(1), 100);
            Disk.flip(top.resolve("copy").resolve(files.get(2).getFileName()), 100);
            long id = journal.segments().get(1).id();
            assertThat(journal.verify(id, false))
                    .extracting(DamageReport::kind)
                    .doesNotContain(DamageReport.Kind.MENDED)
                    .hasSize(1);
            assertThat(journal.verify(id, true))
                    .extracting(DamageReport::kind)
                    .containsExactly(DamageReport.Kind.MENDED);
            assertThat(Files.readAllBytes(files.get(1))).isEqualTo(whole);
            assertThat(journal.verify(journal.segments().get(2).id(), true)).isEmpty();
            assertThat(Files.readAllBytes(top.resolve("copy").resolve(files.get(2).getFileName())))
                    .isEqualTo(Files.readAllBytes(files.get(2)));
            journal.append((byte) 1, bytes("last"));
        }
        assertThat(reopened(top).texts).hasSize(62).endsWith("more", "last");
    }
}
