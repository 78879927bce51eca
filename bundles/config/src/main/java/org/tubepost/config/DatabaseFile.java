// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.tubepost.api.config.Database;

/**
 * A compiled database: a file of records and a hash table over them, mapped into memory, so that a
 * million entries cost no heap. All numbers are big-endian.
 *
 * <pre>
 * header   magic (8), version (4), slots (4), entries (8), begin of slots (8), length (8), CRC32C of the rest (4),
 *          CRC32C of the header up to here (4)
 * records  length of key (4), length of value (4), line (4), key, value; UTF-8
 * slots    hash of key (4), place of the record (4), 0 for a free slot; the next slot is tried on a collision
 * </pre>
 *
 * <p>The whole file is checked when it is opened. A newer file replaces it by rename; what is
 * mapped stays until the last generation that holds it is gone. Safe for use by several threads.
 */
final class DatabaseFile implements Database {
    static final long MAGIC = 0x5442_5044_420D_0A1AL;
    static final int VERSION = 1;
    static final int HEADER = 48;
    static final int RECORD_HEADER = 12;
    static final int SLOT = 8;
    private static final int CHECK_CHUNK = 1 << 16;

    private final ByteBuffer file;
    private final int slots;
    private final int slotsAt;
    private final long entries;

    /**
     * An entry.
     *
     * @param value right side
     * @param line of the text on which it stands
     */
    record Entry(String value, int line) {}

    private DatabaseFile(ByteBuffer file) throws IOException {
        this.file = file;
        if (file.capacity() < HEADER || file.getLong(0) != MAGIC) {
            throw new IOException("is no database");
        }
        if (file.getInt(8) != VERSION) {
            throw new IOException("has format " + file.getInt(8) + ", not " + VERSION);
        }
        slots = file.getInt(12);
        entries = file.getLong(16);
        slotsAt = (int) file.getLong(24);
        if (file.getInt(44) != checksum(0, HEADER - 4)
                || file.getLong(32) != file.capacity()
                || file.getInt(40) != checksum(HEADER, file.capacity())) {
            throw new IOException("is damaged");
        }
    }

    /**
     * Maps a file and checks it.
     *
     * @throws IOException if it cannot be read, or is no sound database; the message goes on behind
     *     the name of the file
     */
    static DatabaseFile open(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new IOException("is larger than 2 GiB");
            }
            return new DatabaseFile(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
    }

    @Override
    public Optional<String> find(String key) {
        return entry(key).map(Entry::value);
    }

    @Override
    public long size() {
        return entries;
    }

    /** The entry of a key, which is case-blind. */
    Optional<Entry> entry(String key) {
        byte[] wanted = folded(key);
        int hash = hash(wanted);
        for (int slot = hash & slots - 1; ; slot = slot + 1 & slots - 1) {
            int place = file.getInt(slotsAt + slot * SLOT + 4);
            if (place == 0) {
                return Optional.empty();
            }
            if (file.getInt(slotsAt + slot * SLOT) == hash && isAt(place, wanted)) {
                return Optional.of(read(place, wanted.length));
            }
        }
    }

    /** A key as it is stored. */
    static byte[] folded(String key) {
        return key.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    }

    /** FNV-1a with its bits mixed once more, because the low ones choose the slot. */
    static int hash(byte[] key) {
        int hash = 0x811c9dc5;
        for (byte b : key) {
            hash = (hash ^ b & 0xff) * 0x01000193;
        }
        hash = (hash ^ hash >>> 16) * 0x85ebca6b;
        hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
        return hash ^ hash >>> 16;
    }

    private boolean isAt(int place, byte[] key) {
        return file.getInt(place) == key.length
                && file.slice(place + RECORD_HEADER, key.length).equals(ByteBuffer.wrap(key));
    }

    private Entry read(int place, int keyLength) {
        byte[] value = new byte[file.getInt(place + 4)];
        file.get(place + RECORD_HEADER + keyLength, value);
        return new Entry(new String(value, StandardCharsets.UTF_8), file.getInt(place + 8));
    }

    private int checksum(int from, int to) {
        CRC32C crc = new CRC32C();
        for (int at = from; at < to; at += CHECK_CHUNK) {
            crc.update(file.slice(at, Math.min(CHECK_CHUNK, to - at)));
        }
        return (int) crc.getValue();
    }
}
