// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.testkit.MemoryContent;

/** What is peculiar to files: names, links, torn files, volumes and failing disks. */
@Timeout(120)
class FilesPartitionTest {
    private static final String TEXT = "Subject: a\r\n\r\n" + "body\r\n".repeat(2000);

    @TempDir Path folder;
    private final FaultyDisk disk = new FaultyDisk();
    private FilesPartition partition;

    @BeforeEach
    void open() throws IOException {
        partition = new FilesPartition(Settings.of(home()), disk);
    }

    @AfterEach
    void close() throws IOException {
        partition.close();
    }

    private Path home() {
        return folder.resolve("home");
    }

    private void reopen() throws IOException {
        partition.close();
        open();
    }

    private static long store(FilesPartition to, Content content) {
        return to.store(content).toCompletableFuture().join();
    }

    private long store(String text) {
        try (MemoryContent content = MemoryContent.of(text)) {
            return store(partition, content);
        }
    }

    private static String read(FilesPartition from, long number) throws IOException {
        try (Content content = from.open(number)) {
            return new String(MemoryContent.octets(content), StandardCharsets.ISO_8859_1);
        }
    }

    private Path file(long number) {
        return new Layout(home().resolve("messages")).file(number);
    }

    private List<Path> incoming() throws IOException {
        return Layout.list(home().resolve("messages/incoming"));
    }

    @Test
    void aMessageIsAFileThatBeginsWithItsOctets() throws IOException {
        long number = store(TEXT);
        assertThat(number).isEqualTo(1);
        Path file = home().resolve("messages/=msg/00/00/1.msg");
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).startsWith(TEXT);
        assertThat(file(0x12345)).isEqualTo(home().resolve("messages/=msg/01/23/74565.msg"));
        assertThat(incoming()).isEmpty();
    }

    @Test
    void messagesMayLieOnAnotherVolumeThanTheFigures() throws IOException {
        Path messages = folder.resolve("volume");
        FilesPartition apart =
                new FilesPartition(
                        Settings.of(folder.resolve("figures"), messages.toString()), disk);
        store(apart, MemoryContent.of(TEXT));
        apart.close();
        assertThat(messages.resolve("=msg/00/00/1.msg")).isRegularFile();
        assertThat(folder.resolve("figures")).isDirectoryNotContaining("glob:**/messages");
        assertThat(folder.resolve("figures/figures")).isRegularFile();
    }

    @Test
    void aContentStoredAgainIsALinkAndNotACopy() throws IOException {
        long one = store(TEXT);
        try (Content content = partition.open(one)) {
            long two = store(partition, content);
            assertThat(links(file(two))).isEqualTo(2);
            assertThat(Files.isSameFile(file(one), file(two))).isTrue();
            FilesPartition other = new FilesPartition(Settings.of(folder.resolve("other")), disk);
            long three = store(other, content);
            assertThat(links(file(two))).isEqualTo(3);
            partition.release(List.of(one, two));
            assertThat(read(other, three)).isEqualTo(TEXT);
            other.close();
        }
    }

    private static int links(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:nlink");
    }

    @Test
    void whereLinksFailTheContentIsCopied() throws IOException {
        long one = store(TEXT);
        try (Content content = partition.open(one)) {
            partition.release(List.of(one));
            assertThat(read(partition, store(partition, content))).isEqualTo(TEXT);
        }
    }

    @Test
    void aTornFileIsNamedAndHurtsNoOther() throws IOException {
        long torn = store(TEXT);
        long whole = store(TEXT + "2");
        for (long size = Files.size(file(torn)) - 1; size >= 0; size = size * 3 / 4 - 1) {
            try (FileChannel raw = FileChannel.open(file(torn), StandardOpenOption.WRITE)) {
                raw.truncate(size);
            }
            reopen();
            assertThatThrownBy(() -> partition.open(torn))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("Content " + torn + " of partition tested is damaged");
        }
        assertThat(read(partition, whole)).isEqualTo(TEXT + "2");
        partition.release(List.of(torn));
        assertThat(file(torn)).doesNotExist();
    }

    @Test
    void everyFlippedOctetOfTheTrailerIsNoticed() throws IOException {
        long number = store(TEXT);
        byte[] good = Files.readAllBytes(file(number));
        for (int at = TEXT.length(); at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 0x40;
            Files.write(file(number), bad);
            assertThatThrownBy(() -> partition.open(number))
                    .as("octet " + at)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("damaged");
        }
        Files.write(file(number), good);
        assertThat(read(partition, number)).isEqualTo(TEXT);
    }

    @Test
    void withoutFiguresNoNumberInTheFoldersIsGivenAgain() throws IOException {
        long number = store(TEXT);
        store(TEXT);
        partition.close();
        for (String damage : new String[] {"", "files 1 next 1 octets 0 clean crc 0\n"}) {
            Files.writeString(home().resolve("figures"), damage);
            open();
            assertThat(partition.nextNumber()).isGreaterThan(number + 1);
            partition.close();
        }
        open();
        assertThat(read(partition, number)).isEqualTo(TEXT);
    }

    @Test
    void aVolumeThatIsNearlyFullSaysSoRefusesAndThenTakesAgain() throws Exception {
        disk.usable = 10 << 20;
        reopen();
        assertThatThrownBy(() -> partition.begin(100)).hasMessageContaining("nearly full");
        assertThatThrownBy(() -> store(TEXT)).hasMessageContaining("nearly full");
        assertThat(partition.isNearlyFull()).isTrue();
        disk.usable = 100 << 20;
        reopen();
        assertThat(read(partition, store(TEXT))).isEqualTo(TEXT);
        assertThat(partition.isNearlyFull()).isTrue();
        disk.usable = 1L << 40;
        reopen();
        assertThat(partition.isNearlyFull()).isFalse();
        assertThat(read(partition, store(TEXT))).isEqualTo(TEXT);
        assertThat(incoming()).isEmpty();
    }

    @Test
    void aFailedForceRefusesItsMessageAndAllThatFollow() throws IOException {
        store(TEXT);
        for (boolean ofFolder : new boolean[] {false, true}) {
            disk.failForce = !ofFolder;
            disk.failForceDirectory = ofFolder;
            assertThatThrownBy(() -> store(TEXT)).isInstanceOf(CompletionException.class);
            disk.failForce = false;
            disk.failForceDirectory = false;
            assertThatThrownBy(() -> store(TEXT)).hasMessageContaining("failed before");
            assertThatThrownBy(() -> partition.begin(0)).hasMessageContaining("failed before");
            assertThat(incoming()).isEmpty();
            reopen();
            List<Long> numbers = new ArrayList<>();
            partition.forEach(Long.MAX_VALUE, numbers::add);
            assertThat(numbers).containsExactly(1L);
            assertThat(partition.octets()).isEqualTo(TEXT.length());
        }
    }

    @Test
    void aMessageIsAcknowledgedBehindItsFileAndItsFolder() {
        disk.log.clear();
        store(TEXT);
        int file = disk.log.indexOf("file");
        int folder = disk.log.lastIndexOf("00");
        assertThat(file).isNotNegative();
        assertThat(folder).isGreaterThan(file);
        assertThat(disk.log).contains("=msg", "messages");
    }

    @Test
    void deliveriesAtTheSameTimeShareForcesOfFolders() {
        long before = partition.batches();
        List<CompletableFuture<Long>> all = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            try (MemoryContent content = MemoryContent.of(TEXT)) {
                all.add(partition.store(content).toCompletableFuture());
            }
        }
        all.forEach(CompletableFuture::join);
        assertThat(partition.batches() - before).isBetween(1L, 399L);
    }

    @Test
    void anotherProcessCannotOpenTheSameFolders() throws IOException {
        long number = store(TEXT);
        assertThatThrownBy(() -> new FilesPartition(Settings.of(home())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("open elsewhere");
        assertThat(read(partition, number)).isEqualTo(TEXT);
    }

    @Test
    void whatIsNoMessageIsLeftAlone() throws IOException {
        store(TEXT);
        Path leaf = file(1).getParent();
        for (String name :
                List.of("01.msg", "x.msg", ".msg", "1.txt", "99999999999999999999.msg")) {
            Files.createFile(leaf.resolve(name));
        }
        List<Long> told = new ArrayList<>();
        partition.forEach(Long.MAX_VALUE, told::add);
        assertThat(told).containsExactly(1L);
    }

    @Test
    void aSinkThatCannotWriteLeavesNothing() throws IOException {
        disk.failWrite = true;
        try (ContentSink sink = partition.begin(0)) {
            assertThatThrownBy(() -> sink.write(ByteBuffer.allocate(200_000)))
                    .isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> store(TEXT)).isInstanceOf(CompletionException.class);
        disk.failWrite = false;
        assertThat(incoming()).isEmpty();
        assertThat(read(partition, store(TEXT))).isEqualTo(TEXT);
    }
}
