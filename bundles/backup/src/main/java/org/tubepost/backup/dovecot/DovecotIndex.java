// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.dovecot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.tubepost.backup.files.RegularFile;

/**
 * What {@code dovecot.index} and the log behind it know of a mailbox (doc.dovecot.org, "Mail index
 * files"; version 7.x of the index, 1.x of the log, little-endian). The index may be old or absent:
 * the log has what came since. Each log tells which one it follows and how long that was
 * (mail-transaction-log.h), so one that is missing between is noticed.
 */
public final class DovecotIndex {
    private static final int AT_MOST = 1 << 29;
    private static final int INDEX_MAJOR = 7;
    private static final int LOG_MAJOR = 1;
    private static final String KEYWORDS = "keywords";

    /** In a log, the sequence of the log before; 0 if it follows none. */
    private static final int BEFORE = 12;

    private final String wanted;
    private final TreeMap<Long, IndexedMessage> messages = new TreeMap<>();
    private final List<String> extensions = new ArrayList<>();
    private long uidValidity;
    private long uidNext;
    private long logSequence;
    private int logOffset;

    private DovecotIndex(String wanted) {
        this.wanted = wanted;
    }

    /**
     * Reads an index.
     *
     * @param name such as {@code dovecot.index}
     * @param extension the one whose data records get
     * @return empty if there is neither index nor log
     * @throws IOException if it cannot be read, is something else, or lacks a log
     */
    public static Optional<DovecotIndex> read(Path directory, String name, String extension)
            throws IOException {
        Path index = directory.resolve(name);
        Path log = directory.resolve(name + ".log");
        if (!RegularFile.isThere(index) && !RegularFile.isThere(log)) {
            return Optional.empty();
        }
        DovecotIndex read = new DovecotIndex(extension);
        try {
            if (RegularFile.isThere(index)) {
                read.index(bytes(index));
            }
            for (ByteBuffer each : logs(index, log, directory.resolve(name + ".log.2"))) {
                read.log(each);
            }
        } catch (BufferUnderflowException
                | IndexOutOfBoundsException
                | ArithmeticException
                | IllegalArgumentException e) {
            throw new IOException(index + " is damaged", e);
        }
        return Optional.of(read);
    }

    /** Logs in their order. One that follows none has everything where there is no index. */
    private static List<ByteBuffer> logs(Path index, Path log, Path before) throws IOException {
        List<ByteBuffer> logs = new ArrayList<>();
        if (RegularFile.isThere(log)) {
            logs.add(bytes(log));
        }
        boolean whole =
                !RegularFile.isThere(index)
                        && !logs.isEmpty()
                        && unsigned(logs.get(0), BEFORE) == 0;
        if (RegularFile.isThere(before) && !whole) {
            logs.add(0, bytes(before));
        }
        return logs;
    }

    private static ByteBuffer bytes(Path file) throws IOException {
        try (InputStream from = RegularFile.open(file)) {
            if (Files.size(file) > AT_MOST) {
                throw new IOException(file + " is too large for an index");
            }
            return ByteBuffer.wrap(from.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** UIDVALIDITY; 0 if it is not known. */
    public long uidValidity() {
        return uidValidity;
    }

    /** Next UID; 0 if it is not known. */
    public long uidNext() {
        return uidNext;
    }

    /** Messages by UID. */
    public NavigableMap<Long, IndexedMessage> messages() {
        return Collections.unmodifiableNavigableMap(messages);
    }

    private void index(ByteBuffer file) throws IOException {
        if (file.get(0) != INDEX_MAJOR) {
            throw new IOException("an index of version " + file.get(0) + " is not known");
        }
        int baseSize = file.getShort(2) & 0xffff;
        int headerSize = file.getInt(4);
        int recordSize = file.getInt(8);
        uidValidity = unsigned(file, 24);
        uidNext = unsigned(file, 28);
        int count = file.getInt(32);
        logSequence = unsigned(file, 60);
        logOffset = file.getInt(68);
        int keywordsAt = 0;
        int keywordsSize = 0;
        int wantedAt = 0;
        int wantedSize = 0;
        List<String> names = List.of();
        for (int at = aligned(baseSize, 8); at < headerSize; ) {
            int dataSize = file.getInt(at);
            int recordAt = file.getShort(at + 8) & 0xffff;
            int size = file.getShort(at + 10) & 0xffff;
            int nameSize = file.getShort(at + 14) & 0xffff;
            String name = text(file, at + 16, nameSize);
            int dataAt = aligned(at + 16 + nameSize, 8);
            extensions.add(name);
            if (name.equals(KEYWORDS)) {
                keywordsAt = recordAt;
                keywordsSize = size;
                names = keywordNames(file, dataAt, dataSize);
            } else if (name.equals(wanted)) {
                wantedAt = recordAt;
                wantedSize = size;
            }
            at = aligned(Math.addExact(dataAt, Math.max(0, dataSize)), 8);
        }
        if (recordSize < 5) {
            throw new IOException("the index has records of " + recordSize + " octets");
        }
        for (int i = 0; i < count; i++) {
            int at = Math.addExact(headerSize, Math.multiplyExact(i, recordSize));
            IndexedMessage message = new IndexedMessage(file.get(at + 4));
            for (int k = 0; k < names.size() && k < keywordsSize * 8; k++) {
                if ((file.get(at + keywordsAt + k / 8) & 1 << k % 8) != 0) {
                    message.keywords().add(names.get(k));
                }
            }
            message.extension(octets(file, at + wantedAt, wantedSize));
            messages.put(unsigned(file, at), message);
        }
    }

    private static List<String> keywordNames(ByteBuffer file, int at, int size) {
        List<String> names = new ArrayList<>();
        int count = size < 4 ? 0 : file.getInt(at);
        int text = Math.addExact(at + 4, Math.multiplyExact(count, 8));
        for (int i = 0; i < count; i++) {
            int start = text + file.getInt(at + 4 + i * 8 + 4);
            int end = start;
            while (file.get(end) != 0) {
                end++;
            }
            names.add(text(file, start, end - start));
        }
        return names;
    }

    private void log(ByteBuffer file) throws IOException {
        if (file.get(0) != LOG_MAJOR) {
            throw new IOException("a log of version " + file.get(0) + " is not known");
        }
        long sequence = unsigned(file, 8);
        if (sequence < logSequence) {
            return;
        }
        if (sequence > logSequence) {
            refuseGap(file);
            logOffset = file.getShort(2) & 0xffff;
            logSequence = sequence;
        }
        int at = logOffset;
        LogRecords records = new LogRecords(messages, extensions, wanted);
        while (at + 8 <= file.limit()) {
            int size = size(file, at);
            if (size < 8 || at + size > file.limit()) {
                // The end of what was written whole.
                break;
            }
            ByteBuffer body = file.slice(at + 8, size - 8).order(ByteOrder.LITTLE_ENDIAN);
            records.apply(file.getInt(at + 4), body);
            at += size;
        }
        logOffset = at;
        uidValidity = records.header(24).orElse(uidValidity);
        uidNext = Math.max(records.header(28).orElse(0L), uidNext);
        if (!messages.isEmpty()) {
            uidNext = Math.max(uidNext, messages.lastKey() + 1);
        }
    }

    /** Refuses a log that does not follow what has been read; without an index it is the first. */
    private void refuseGap(ByteBuffer file) throws IOException {
        long before = unsigned(file, BEFORE);
        long end = unsigned(file, 16);
        if (before != logSequence || end > logOffset) {
            throw new IOException(
                    "what is known ends in log "
                            + logSequence
                            + " at "
                            + logOffset
                            + ", and log "
                            + unsigned(file, 8)
                            + " goes on from log "
                            + before
                            + " at "
                            + end
                            + ": a log is missing; doveadm force-resync makes a new index");
        }
    }

    /** Seven bits an octet, in units of four octets. */
    private static int size(ByteBuffer file, int at) {
        int units = 0;
        for (int i = 0; i < 4; i++) {
            int octet = file.get(at + i);
            if (octet >= 0) {
                return 0;
            }
            units = units << 7 | octet & 0x7f;
        }
        return units << 2;
    }

    static long unsigned(ByteBuffer file, int at) {
        return file.getInt(at) & 0xffff_ffffL;
    }

    static int aligned(int at, int to) {
        return Math.addExact(at, to - 1) / to * to;
    }

    static byte[] octets(ByteBuffer file, int at, int size) {
        byte[] octets = new byte[size];
        file.get(at, octets);
        return octets;
    }

    static String text(ByteBuffer file, int at, int size) {
        return new String(octets(file, at, size), UTF_8);
    }
}
