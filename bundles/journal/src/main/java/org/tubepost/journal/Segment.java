// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * One file of the journal. Its channel is shared by all readers and closed when the segment has
 * been dropped and its last reader is gone; a dropped file stays readable until then.
 */
final class Segment {
    static final int HEADER_SIZE = 64;
    static final String SUFFIX = ".log";

    private static final int MAGIC = 0x5450_4a53;
    private static final int VERSION = 1;

    private final long id;
    private final Path file;
    private FileChannel channel;
    private int readers;
    private boolean dropped;
    private long liveOctets;
    private volatile long size;

    private Segment(long id, Path file, FileChannel channel) throws IOException {
        this.id = id;
        this.file = file;
        this.channel = channel;
        this.size = channel.size();
    }

    static Path fileOf(Path directory, long id) {
        return directory.resolve(String.format("%016x%s", id, SUFFIX));
    }

    static Segment create(Path directory, long id, UUID journal, FileOperations files)
            throws IOException {
        Path file = fileOf(directory, id);
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            files.write(channel, new ByteBuffer[] {header(id, journal)});
            files.force(channel);
            files.forceDirectory(directory);
            return new Segment(id, file, channel);
        } catch (IOException failed) {
            channel.close();
            Files.deleteIfExists(file);
            throw failed;
        }
    }

    static Segment open(Path file, long id) throws IOException {
        return new Segment(
                id,
                file,
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    private static ByteBuffer header(long id, UUID journal) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_SIZE);
        header.putInt(MAGIC).putInt(VERSION).putLong(id);
        header.putLong(journal.getMostSignificantBits());
        header.putLong(journal.getLeastSignificantBits());
        header.putInt(HEADER_SIZE - 4, crcOf(header));
        return header.position(0).limit(HEADER_SIZE);
    }

    private static int crcOf(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.slice(0, HEADER_SIZE - 4));
        return (int) crc.getValue();
    }

    /** Id of the journal that the file says it belongs to, or null if it says nothing readable. */
    UUID journal() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_SIZE);
        readFully(0, header);
        if (header.position() < HEADER_SIZE
                || header.getInt(0) != MAGIC
                || header.getInt(4) != VERSION
                || header.getLong(8) != id
                || header.getInt(HEADER_SIZE - 4) != crcOf(header.duplicate().position(0))) {
            return null;
        }
        return new UUID(header.getLong(16), header.getLong(24));
    }

    long id() {
        return id;
    }

    Path file() {
        return file;
    }

    /**
     * The channel of the file. Java closes a channel when a thread that uses it is interrupted; for
     * one interrupted reader the others must not suffer, so it is opened again.
     */
    synchronized FileChannel channel() throws IOException {
        if (!channel.isOpen() && !dropped) {
            channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            channel.position(size);
        }
        return channel;
    }

    long size() {
        return size;
    }

    void size(long octets) {
        size = octets;
    }

    /** Reads until the buffer is full or the file ends. */
    int readFully(long at, ByteBuffer into) throws IOException {
        int total = 0;
        while (into.hasRemaining()) {
            int got = channel().read(into, at + total);
            if (got < 0) {
                break;
            }
            total += got;
        }
        return total;
    }

    synchronized void live(long change) {
        liveOctets += change;
    }

    synchronized long liveOctets() {
        return liveOctets;
    }

    synchronized boolean pin() {
        if (dropped) {
            return false;
        }
        readers++;
        return true;
    }

    synchronized void unpin() throws IOException {
        readers--;
        closeIfUnused();
    }

    synchronized void drop() throws IOException {
        dropped = true;
        Files.deleteIfExists(file);
        closeIfUnused();
    }

    synchronized void close() throws IOException {
        dropped = true;
        closeIfUnused();
    }

    private void closeIfUnused() throws IOException {
        if (dropped && readers == 0) {
            channel.close();
        }
    }
}
