// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Scanner;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.journal.FileOperations;

/**
 * The next number and the octets of all contents. Numbers are reserved on disk {@value #RESERVED}
 * at a time, so that none is given twice after a kill; the octets are on disk after a clean stop.
 * The file is derived: without it the next number is that far behind the largest in the folders,
 * and the octets are counted. Thread-safe.
 */
final class Figures {
    static final int RESERVED = 65_536;
    private static final Logger LOG = LoggerFactory.getLogger(Figures.class);
    private static final String FORM = "files 1 next %d octets %d %s";

    private final Path path;
    private final FileOperations operations;
    private final boolean known;
    private long next;
    private long reserved;
    private long octets;

    private Figures(Path path, FileOperations operations, long next, long octets, boolean known)
            throws IOException {
        this.path = path;
        this.operations = operations;
        this.next = next;
        this.octets = octets;
        this.known = known;
        reserve();
    }

    /** Reads the file, or makes it from the folders. */
    static Figures open(Path path, Layout layout, FileOperations operations) throws IOException {
        try {
            String text = Files.readString(path, StandardCharsets.US_ASCII);
            int end = text.indexOf(" crc ");
            String line = text.substring(0, end);
            if (!text.equals(sealed(line))) {
                throw new IllegalArgumentException("wrong checksum");
            }
            try (Scanner words = new Scanner(line)) {
                words.next("files");
                words.next("1");
                words.next("next");
                long next = words.nextLong();
                words.next("octets");
                long octets = words.nextLong();
                return new Figures(path, operations, next, octets, words.next().equals("clean"));
            }
        } catch (NoSuchFileException missing) {
            LOG.debug("{} is made", path);
        } catch (RuntimeException | java.nio.charset.CharacterCodingException damaged) {
            LOG.warn("{} is damaged and is made again from the messages", path);
        }
        long largest = 0;
        for (Path leaf : layout.leaves()) {
            for (Path file : Layout.list(leaf)) {
                largest = Math.max(largest, Layout.number(file));
            }
        }
        long next = largest == 0 ? 1 : largest + RESERVED;
        return new Figures(path, operations, next, 0, largest == 0);
    }

    private static String sealed(String line) {
        CRC32C crc = new CRC32C();
        crc.update(line.getBytes(StandardCharsets.US_ASCII));
        return line + " crc " + Long.toHexString(crc.getValue()) + "\n";
    }

    /** True when the octets were known at opening. */
    boolean areKnown() {
        return known;
    }

    /** A number for a new content. */
    synchronized long take() throws IOException {
        if (next == reserved) {
            reserve();
        }
        return next++;
    }

    /** Has the next number be at least this. */
    synchronized void advance(long number) throws IOException {
        if (number > next) {
            next = number;
            reserve();
        }
    }

    private void reserve() throws IOException {
        write(next + RESERVED, 0, "open");
        reserved = next + RESERVED;
    }

    /** The number that {@link #take} gives next. */
    synchronized long next() {
        return next;
    }

    synchronized void count(long more) {
        octets += more;
    }

    synchronized long octets() {
        return octets;
    }

    /** Writes what is exact now; nothing may follow. */
    synchronized void close(boolean counted) throws IOException {
        write(next, counted ? octets : 0, counted ? "clean" : "open");
    }

    private void write(long number, long sum, String state) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try (FileChannel file =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            byte[] text =
                    sealed(String.format(FORM, number, sum, state))
                            .getBytes(StandardCharsets.US_ASCII);
            operations.write(file, new ByteBuffer[] {ByteBuffer.wrap(text)});
            operations.force(file);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        operations.forceDirectory(path.toAbsolutePath().getParent());
    }
}
