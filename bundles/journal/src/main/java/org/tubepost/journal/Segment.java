// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * One file of the journal, with one channel for its writer and all readers. Java closes a channel
 * when a thread that uses it is interrupted; the others must not suffer, and neither must the
 * journal, so every operation here opens it again and is repeated (all of them name their position
 * and can be).
 *
 * <p>A dropped segment that is still pinned gets the suffix {@code .gone} and is deleted with the
 * last pin; one that was found damaged gets {@code .damaged} and is never deleted.
 */
final class Segment {
    static final int HEADER_SIZE = SegmentHeader.SIZE;
    static final String SUFFIX = ".log";
    static final String GONE = ".gone";
    private static final String DAMAGED = ".damaged";

    private final long id;
    private final FileOperations files;
    private Path file;
    private FileChannel channel;
    private SegmentHeader header;
    private int readers;
    private boolean dropped;
    private boolean shut;
    private boolean damaged;
    private long liveOctets;
    private volatile long size;

    private Segment(long id, Path file, FileChannel channel, long size, FileOperations files) {
        this.id = id;
        this.file = file;
        this.channel = channel;
        this.files = files;
        this.size = size;
    }

    private interface Use<T> {
        T of(FileChannel channel) throws IOException;
    }

    static Path fileOf(Path directory, long id) {
        return directory.resolve(String.format("%016x%s", id, SUFFIX));
    }

    static Segment create(Path directory, long id, UUID journal, FileOperations files)
            throws IOException {
        return Interrupts.postponed(() -> attempt(directory, id, journal, files));
    }

    private static Segment attempt(Path directory, long id, UUID journal, FileOperations files)
            throws IOException {
        Path file = fileOf(directory, id);
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            Segment segment = new Segment(id, file, channel, 0, files);
            segment.header = SegmentHeader.fresh(id, journal);
            segment.write(0, segment.header.encode());
            segment.force();
            files.forceDirectory(directory);
            return segment;
        } catch (IOException failed) {
            channel.close();
            Files.deleteIfExists(file);
            throw failed;
        }
    }

    static Segment open(Path file, long id, FileOperations files) throws IOException {
        Segment segment = new Segment(id, file, openChannel(file), Files.size(file), files);
        try {
            ByteBuffer octets = ByteBuffer.allocate(HEADER_SIZE);
            segment.readFully(0, octets);
            segment.header = SegmentHeader.decode(octets.flip(), id);
            return segment;
        } catch (IOException failed) {
            segment.close();
            throw failed;
        }
    }

    private static FileChannel openChannel(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    long id() {
        return id;
    }

    synchronized Path file() {
        return file;
    }

    /** The header, or null if it is not readable. */
    SegmentHeader header() {
        return header;
    }

    /** Replaces an unreadable header in memory, from what the records say. */
    void header(SegmentHeader known) {
        header = known;
    }

    int salt() {
        return header.salt();
    }

    long size() {
        return size;
    }

    /** Writes buffers, which are left unchanged, and then ends the file there. */
    void write(long at, ByteBuffer... buffers) throws IOException {
        long length = 0;
        for (ByteBuffer buffer : buffers) {
            length += buffer.remaining();
        }
        uninterrupted(
                open -> {
                    ByteBuffer[] again = new ByteBuffer[buffers.length];
                    for (int i = 0; i < buffers.length; i++) {
                        again[i] = buffers[i].duplicate();
                    }
                    if (open.position() != at) {
                        open.position(at);
                    }
                    files.write(open, again);
                    return null;
                });
        size = at + length;
    }

    /** Writes over octets, keeps those that were there in a file beside it, and forces both. */
    void patch(long at, ByteBuffer octets) throws IOException {
        long behind = at + octets.remaining();
        if (at < size) {
            ByteBuffer before = ByteBuffer.allocate((int) (Math.min(size, behind) - at));
            readFully(at, before);
            keep(at, before.flip());
        }
        uninterrupted(
                open -> {
                    ByteBuffer again = octets.duplicate();
                    while (again.hasRemaining()) {
                        open.write(again, at + again.position() - octets.position());
                    }
                    return null;
                });
        size = Math.max(size, behind);
        force();
    }

    private void keep(long at, ByteBuffer octets) throws IOException {
        Path kept = file().resolveSibling(String.format("%s.%x.before", file().getFileName(), at));
        Interrupts.postponed(
                () -> {
                    try (FileChannel to =
                            FileChannel.open(
                                    kept,
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.TRUNCATE_EXISTING,
                                    StandardOpenOption.WRITE)) {
                        ByteBuffer again = octets.duplicate();
                        while (again.hasRemaining()) {
                            to.write(again);
                        }
                        to.force(true);
                    }
                    return null;
                });
    }

    void truncate(long octets) throws IOException {
        uninterrupted(open -> open.truncate(octets));
        size = octets;
    }

    void force() throws IOException {
        uninterrupted(
                open -> {
                    files.force(open);
                    return null;
                });
    }

    /** Reads until the buffer is full or the file ends. */
    int readFully(long at, ByteBuffer into) throws IOException {
        int total = 0;
        while (into.hasRemaining()) {
            long from = at + total;
            int start = into.position();
            // An interrupted read may have filled the buffer and thrown all the same.
            int got = uninterrupted(open -> open.read(into.position(start), from));
            if (got < 0) {
                break;
            }
            total += got;
        }
        return total;
    }

    /** As the channel's; here an interrupt of the calling thread ends the transfer. */
    long transferTo(long at, long count, WritableByteChannel to) throws IOException {
        while (true) {
            FileChannel open = channel();
            try {
                return open.transferTo(at, count, to);
            } catch (ClosedChannelException closed) {
                if (open.isOpen() || isShut() || Thread.currentThread().isInterrupted()) {
                    throw closed;
                }
            }
        }
    }

    private <T> T uninterrupted(Use<T> use) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                FileChannel open = channel();
                try {
                    return use.of(open);
                } catch (ClosedChannelException closed) {
                    interrupted |= Thread.interrupted();
                    if (open.isOpen() || isShut()) {
                        throw closed;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized boolean isShut() {
        return shut;
    }

    private synchronized FileChannel channel() throws IOException {
        if (!channel.isOpen() && !shut) {
            channel = openChannel(file);
        }
        return channel;
    }

    synchronized void live(long change) {
        liveOctets += change;
    }

    synchronized long liveOctets() {
        return liveOctets;
    }

    /** From now on the file is kept whatever happens. */
    synchronized void damaged() {
        damaged = true;
    }

    synchronized boolean pin() {
        if (dropped || shut) {
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
        if (dropped) {
            return;
        }
        if (damaged) {
            rename(DAMAGED);
        } else if (readers > 0) {
            rename(GONE);
        } else {
            Files.deleteIfExists(file);
        }
        dropped = true;
        closeIfUnused();
    }

    private void rename(String suffix) throws IOException {
        Path renamed = file.resolveSibling(file.getFileName() + suffix);
        Files.move(file, renamed, StandardCopyOption.ATOMIC_MOVE);
        file = renamed;
    }

    /** Closes the file; with pins, when the last of them is closed. */
    synchronized void close() throws IOException {
        if (readers == 0) {
            shut = true;
            channel.close();
        } else {
            dropped = true;
        }
    }

    private void closeIfUnused() throws IOException {
        if (dropped && readers == 0 && !shut) {
            shut = true;
            channel.close();
            if (file.toString().endsWith(GONE)) {
                Files.deleteIfExists(file);
            }
        }
    }
}
