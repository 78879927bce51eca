// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.embedded;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldif.LDIFChangeRecord;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.tubepost.journal.Journal;
import org.tubepost.journal.JournalOptions;
import org.tubepost.journal.SegmentStatus;

/**
 * What makes the server durable: every change as an LDIF record in a journal, forced before the
 * client is answered, and now and then a snapshot of all entries, so that a start need not repeat
 * the whole history. The snapshot's name tells up to which record it holds everything.
 */
final class ChangeLog implements AutoCloseable {
    private static final byte CHANGE = 1;
    private static final String SNAPSHOT_PREFIX = "snapshot-";
    private static final String SNAPSHOT_SUFFIX = ".ldif";

    private final Path folder;
    private final Journal journal;
    private final List<Entry> snapshot = new ArrayList<>();
    private final List<LDIFChangeRecord> changes = new ArrayList<>();

    ChangeLog(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        long from = readSnapshot();
        this.journal =
                Journal.open(
                        folder.resolve("log"),
                        JournalOptions.named("directory")
                                .withSegmentOctets(16L << 20)
                                .withReplayFrom(from + 1),
                        record -> changes.add(decode(record.payload())));
    }

    /** Entries of the last snapshot. */
    List<Entry> snapshot() {
        return snapshot;
    }

    /** Changes since, in order. */
    List<LDIFChangeRecord> changes() {
        return changes;
    }

    /** Number of changes that a start would have to repeat. */
    int length() {
        return changes.size();
    }

    /** Gives back the memory of what was read. */
    void forget() {
        snapshot.clear();
        changes.clear();
    }

    /** Makes a change durable; returns then. */
    void append(LDIFChangeRecord change) throws IOException {
        journal.awaitDurable(
                journal.append(
                                CHANGE,
                                ByteBuffer.wrap(
                                        change.toLDIFString().getBytes(StandardCharsets.UTF_8)))
                        .lsn());
    }

    private static LDIFChangeRecord decode(ByteBuffer payload) throws IOException {
        try {
            String text = StandardCharsets.UTF_8.decode(payload).toString();
            return LDIFReader.decodeChangeRecord(text.split("\r?\n"));
        } catch (LDIFException malformed) {
            throw new IOException("change record is not LDIF", malformed);
        }
    }

    /**
     * Writes a snapshot and drops the history before it.
     *
     * @param entries all entries, parents before children; nobody changes them meanwhile
     */
    void snapshot(List<? extends Entry> entries) throws IOException {
        long upTo = journal.lastLsn();
        Path temporary = folder.resolve("snapshot.tmp");
        try (BufferedWriter writer = Files.newBufferedWriter(temporary)) {
            for (Entry entry : entries) {
                writer.write(entry.toLDIFString(0));
                writer.newLine();
            }
        }
        force(temporary);
        Files.move(
                temporary,
                folder.resolve(String.format("%s%016x%s", SNAPSHOT_PREFIX, upTo, SNAPSHOT_SUFFIX)),
                StandardCopyOption.ATOMIC_MOVE);
        force(folder);
        journal.roll();
        for (SegmentStatus segment : journal.segments()) {
            if (!segment.active() && segment.id() <= upTo) {
                journal.drop(segment.id());
            }
        }
        for (Path old : snapshots()) {
            if (numberOf(old) < upTo) {
                Files.delete(old);
            }
        }
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private long readSnapshot() throws IOException {
        List<Path> found = snapshots();
        if (found.isEmpty()) {
            return 0;
        }
        Path newest = found.get(found.size() - 1);
        try (LDIFReader reader = new LDIFReader(newest.toFile())) {
            for (Entry entry = reader.readEntry(); entry != null; entry = reader.readEntry()) {
                snapshot.add(entry);
            }
        } catch (LDIFException malformed) {
            throw new IOException("snapshot " + newest + " is damaged", malformed);
        }
        return numberOf(newest);
    }

    private List<Path> snapshots() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(
                            f ->
                                    f.getFileName().toString().startsWith(SNAPSHOT_PREFIX)
                                            && f.toString().endsWith(SNAPSHOT_SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    private static long numberOf(Path snapshot) {
        String name = snapshot.getFileName().toString();
        return Long.parseUnsignedLong(
                name.substring(SNAPSHOT_PREFIX.length(), name.length() - SNAPSHOT_SUFFIX.length()),
                16);
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
