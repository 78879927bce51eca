// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a journal's second copy, octet for octet as the first, best on another volume;
 * {@link CopyWriter} lets them grow. Nothing in them is believed before it matches its checksums,
 * so a copy that is behind, torn or damaged itself can only help less.
 *
 * <p>What is put back into a segment overwrites damage; the octets that were there are kept beside
 * it in a file that ends with {@code .before}.
 */
final class SecondCopy {
    private static final Logger LOG = LoggerFactory.getLogger(SecondCopy.class);
    private static final int PIECE = 1 << 16;
    private static final String OLDEST = "oldest";

    private final Path directory;

    private SecondCopy(Path directory) {
        this.directory = directory;
    }

    /** The copy in a directory; null if that cannot be used: the journal does without. */
    static SecondCopy in(Path directory) {
        try {
            Files.createDirectories(directory);
            return new SecondCopy(directory);
        } catch (IOException failed) {
            LOG.error("There is no second copy in {}", directory, failed);
            return null;
        }
    }

    Path fileOf(long id) {
        return Segment.fileOf(directory, id);
    }

    /** Told of what was put back. */
    interface Told {
        void mended(long segment, long from, long to, String detail);
    }

    /**
     * Puts segments back whose files are gone. A segment that is dropped loses its copy first, so
     * one that has a copy only was lost; unless the copy's volume was away when it was dropped,
     * which the number of the oldest one tells.
     *
     * @param files those that are there; what is put back is added
     */
    void restoreMissing(
            Path primary, TreeMap<Long, Path> files, FileOperations operations, Told told)
            throws IOException {
        UUID journal = null;
        long oldest = oldest(primary);
        for (Path file : files.values()) {
            SegmentHeader header = headerOf(file);
            journal = header == null ? journal : header.journal();
        }
        for (var copy : copies().descendingMap().entrySet()) {
            SegmentHeader header = headerOf(copy.getValue());
            if (files.containsKey(copy.getKey())
                    || copy.getKey() < oldest
                    || header == null
                    || journal != null && !journal.equals(header.journal())) {
                continue;
            }
            journal = header.journal();
            Path target = Segment.fileOf(primary, copy.getKey());
            Path coming = target.resolveSibling(target.getFileName() + ".coming");
            Files.copy(copy.getValue(), coming, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(coming, StandardOpenOption.WRITE)) {
                operations.force(channel);
            }
            Files.move(coming, target, StandardCopyOption.ATOMIC_MOVE);
            operations.forceDirectory(primary);
            files.put(copy.getKey(), target);
            told.mended(copy.getKey(), 0, Files.size(target), "the file was gone");
        }
    }

    /** Remembers beside the segments which one is the oldest now. */
    static void noteOldest(Path primary, long id) throws IOException {
        Path coming = primary.resolve(OLDEST + ".new");
        Files.writeString(coming, Long.toString(id));
        Files.move(
                coming,
                primary.resolve(OLDEST),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static long oldest(Path primary) throws IOException {
        Path file = primary.resolve(OLDEST);
        try {
            return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
        } catch (NumberFormatException | java.nio.charset.CharacterCodingException damaged) {
            return 0;
        }
    }

    private TreeMap<Long, Path> copies() throws IOException {
        TreeMap<Long, Path> copies = new TreeMap<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(directory, "*" + Segment.SUFFIX)) {
            for (Path file : found) {
                String name = file.getFileName().toString();
                if (name.matches("[0-9a-f]{16}\\.log")) {
                    copies.put(Long.parseUnsignedLong(name.substring(0, 16), 16), file);
                }
            }
        }
        return copies;
    }

    private static SegmentHeader headerOf(Path file) throws IOException {
        String name = file.getFileName().toString();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer octets = read(channel, 0, SegmentHeader.SIZE);
            return SegmentHeader.decode(octets, Long.parseUnsignedLong(name.substring(0, 16), 16));
        }
    }

    /** Puts the header of a segment back, unless the copy is of another journal; true if it did. */
    boolean mendHeader(Segment segment, UUID journal) throws IOException {
        Path file = fileOf(segment.id());
        if (!Files.exists(file)) {
            return false;
        }
        SegmentHeader header = headerOf(file);
        if (header == null || journal != null && !journal.equals(header.journal())) {
            return false;
        }
        segment.patch(0, header.encode());
        segment.header(header);
        return true;
    }

    /**
     * Puts a region of a segment back, as far as the copy has whole records there.
     *
     * @param to octet behind it; {@code Long.MAX_VALUE} if no good record follows
     * @param lastLsn number of the record before
     * @return octet behind what was put back, {@code from} if nothing was
     */
    long mend(Segment segment, long from, long to, long lastLsn) throws IOException {
        Path file = fileOf(segment.id());
        if (!Files.exists(file)) {
            return from;
        }
        try (FileChannel copy = FileChannel.open(file, StandardOpenOption.READ)) {
            long end = endOfRecords(copy, segment.salt(), from, to, lastLsn);
            for (long at = from; at < end; at += PIECE) {
                segment.patch(at, read(copy, at, (int) Math.min(PIECE, end - at)));
            }
            return end;
        } catch (IOException failed) {
            // Damaged without a copy is what it is then; the opening goes on.
            LOG.error("{} cannot be mended from {}", segment.file(), file, failed);
            return from;
        }
    }

    private static long endOfRecords(FileChannel copy, int salt, long from, long to, long lastLsn)
            throws IOException {
        long size = copy.size();
        long last = lastLsn;
        long at = from;
        while (at < to && at + RecordHeader.SIZE <= size) {
            RecordHeader header = RecordHeader.decode(read(copy, at, RecordHeader.SIZE));
            if (header == null || header.salt() != salt || header.lsn() <= last) {
                break;
            }
            long behind = at + header.recordSize();
            if (behind > Math.min(to, size) || crc(copy, at, header) != header.payloadCrc()) {
                break;
            }
            last = header.lsn();
            at = behind;
        }
        return at;
    }

    private static int crc(FileChannel copy, long at, RecordHeader header) throws IOException {
        CRC32C crc = new CRC32C();
        for (int done = 0; done < header.length(); done += PIECE) {
            int length = Math.min(PIECE, header.length() - done);
            crc.update(read(copy, at + RecordHeader.SIZE + done, length));
        }
        return (int) crc.getValue();
    }

    private static ByteBuffer read(FileChannel file, long at, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        while (into.hasRemaining()) {
            if (file.read(into, at + into.position()) < 0) {
                break;
            }
        }
        return into.flip();
    }

    /** Cuts off what the segment does not have. */
    void cut(long id, long size) throws IOException {
        if (Files.exists(fileOf(id))) {
            try (FileChannel copy = FileChannel.open(fileOf(id), StandardOpenOption.WRITE)) {
                copy.truncate(size);
            }
        }
    }

    /** True if the copy of a segment that was found good is the same. */
    boolean isSame(Segment segment) throws IOException {
        Path file = fileOf(segment.id());
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel copy = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer first = ByteBuffer.allocate(PIECE);
            for (long at = 0; at < segment.size(); at += PIECE) {
                segment.readFully(at, first.clear());
                if (!first.flip().equals(read(copy, at, first.remaining()))) {
                    return false;
                }
            }
            return copy.size() == segment.size();
        }
    }
}
