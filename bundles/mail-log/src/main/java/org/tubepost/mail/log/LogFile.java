// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mail.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * A log in a folder: {@code mail.log_current} is written; at midnight, or when it is full, it
 * becomes {@code mail.log_yesterday}, and what had that name gets its date. Everything is done by
 * renaming, so a crash loses and doubles nothing. When a write fails the file is cut back to its
 * last whole record.
 *
 * <p>Written by one thread; {@link #open} may be called from any.
 */
final class LogFile implements Closeable {
    private final Path folder;
    private final String stem;
    private final Path current;
    private final long mostOctets;
    private final DatedFiles dated;
    private final Clock clock;
    private FileChannel channel;
    private String head = "";
    private LocalDate day;
    private Instant lastWrite;

    /**
     * Opens nothing yet.
     *
     * @param stem beginning of the names, {@code mail.log}
     * @param mostOctets size at which the file is changed
     * @param dated what keeps the older files
     */
    LogFile(Path folder, String stem, long mostOctets, DatedFiles dated, Clock clock) {
        this.folder = folder;
        this.stem = stem;
        this.current = folder.resolve(stem + "_current");
        this.mostOctets = mostOctets;
        this.dated = dated;
        this.clock = clock;
    }

    /**
     * Appends whole lines.
     *
     * @param wanted comment that must stand before them; empty for none
     * @throws IOException if they were not written, not even some of them
     */
    synchronized void append(String wanted, ByteBuffer lines) throws IOException {
        rotateIfDue(lines.remaining());
        if (channel == null) {
            openCurrent();
        }
        long good = channel.size();
        try {
            if (!wanted.equals(head)) {
                writeAll(ByteBuffer.wrap((wanted + "\n").getBytes(StandardCharsets.UTF_8)));
            }
            writeAll(lines);
            head = wanted;
            lastWrite = clock.instant();
        } catch (IOException full) {
            cutBack(good, full);
            throw full;
        }
    }

    private void writeAll(ByteBuffer octets) throws IOException {
        while (octets.hasRemaining()) {
            channel.write(octets);
        }
    }

    private void cutBack(long good, IOException reason) {
        try (FileChannel broken = channel) {
            broken.truncate(good);
        } catch (IOException again) {
            reason.addSuppressed(again);
        } finally {
            channel = null;
        }
    }

    private void openCurrent() throws IOException {
        Files.createDirectories(folder);
        boolean fresh = !Files.exists(current) || Files.size(current) == 0;
        lastWrite = fresh ? clock.instant() : Files.getLastModifiedTime(current).toInstant();
        day = LocalDate.ofInstant(lastWrite, clock.getZone());
        head = "";
        channel =
                FileChannel.open(
                        current,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        channel.position(channel.size());
        endTornLine();
        rotateIfDue(0);
        if (channel == null) {
            openCurrent();
        }
    }

    /** A line that a crash cut off must not run into the next one. */
    private void endTornLine() throws IOException {
        long size = channel.size();
        ByteBuffer last = ByteBuffer.allocate(1);
        if (size > 0 && channel.read(last, size - 1) == 1 && last.get(0) != '\n') {
            writeAll(ByteBuffer.wrap(new byte[] {'\n'}));
        }
    }

    /** Changes the file if midnight has passed. */
    synchronized void rotateIfDue() throws IOException {
        rotateIfDue(0);
    }

    private void rotateIfDue(long more) throws IOException {
        if (channel == null || channel.size() == 0) {
            return;
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), clock.getZone());
        if (today.isAfter(day) || (more > 0 && channel.size() + more > mostOctets)) {
            close();
            Path yesterday = folder.resolve(stem + "_yesterday");
            if (Files.exists(yesterday)) {
                Files.move(yesterday, dated.nameFor(yesterday));
            }
            Files.move(current, yesterday, StandardCopyOption.ATOMIC_MOVE);
            dated.tidy(today);
        }
    }

    /**
     * All files for reading, oldest first. They are opened at once, so that no file is missed or
     * read twice when its name changes meanwhile.
     */
    synchronized List<FileChannel> open() throws IOException {
        List<Path> names = new ArrayList<>(dated.files());
        names.add(folder.resolve(stem + "_yesterday"));
        names.add(current);
        List<FileChannel> opened = new ArrayList<>();
        try {
            for (Path name : names) {
                openIfThere(name, opened);
            }
        } catch (IOException failed) {
            for (FileChannel one : opened) {
                one.close();
            }
            throw failed;
        }
        return opened;
    }

    private static void openIfThere(Path name, List<FileChannel> opened) throws IOException {
        if (Files.exists(name)) {
            try {
                opened.add(FileChannel.open(name, StandardOpenOption.READ));
            } catch (NoSuchFileException deleted) {
                // An administrator was quicker: what is gone is not looked for.
                return;
            }
        }
    }

    /** Closes the file; it keeps the time of its last record, by which it gets its date. */
    @Override
    public synchronized void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
            Files.setLastModifiedTime(current, FileTime.from(lastWrite));
        }
    }
}
