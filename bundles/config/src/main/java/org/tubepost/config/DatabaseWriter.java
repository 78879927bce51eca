// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * Writes a {@link DatabaseFile} beside its place and, when all is well, puts it there by rename. Of
 * each entry eight octets are held in memory, its hash and place. Not safe for use by several
 * threads.
 */
final class DatabaseWriter implements Closeable {
    private static final int BUFFER = 1 << 16;

    private final Path place;
    private final Path aside;
    private final FileChannel channel;
    private final CRC32C crc = new CRC32C();
    private final DataOutputStream out;
    private long[] index = new long[1024];
    private int entries;
    private long end = DatabaseFile.HEADER;

    /** Begins a database that will stand at a place. */
    DatabaseWriter(Path place) throws IOException {
        this.place = place.toAbsolutePath();
        this.aside =
                Files.createTempFile(
                        this.place.getParent(), this.place.getFileName().toString(), ".tmp");
        this.channel = FileChannel.open(aside, StandardOpenOption.READ, StandardOpenOption.WRITE);
        channel.position(DatabaseFile.HEADER);
        this.out =
                new DataOutputStream(
                        new BufferedOutputStream(
                                new CheckedOutputStream(Channels.newOutputStream(channel), crc),
                                BUFFER));
    }

    /** Adds an entry; whether its key is a new one is found out by {@link #finish}. */
    void add(String key, String value, int line) throws IOException {
        byte[] folded = DatabaseFile.folded(key);
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        if (entries == index.length) {
            index = Arrays.copyOf(index, entries * 2);
        }
        index[entries++] = (long) DatabaseFile.hash(folded) << 32 | end;
        out.writeInt(folded.length);
        out.writeInt(text.length);
        out.writeInt(line);
        out.write(folded);
        out.write(text);
        end += DatabaseFile.RECORD_HEADER + folded.length + text.length;
        if (end > Integer.MAX_VALUE - (long) DatabaseFile.SLOT * 4 * entries) {
            throw new IOException("database would be larger than 2 GiB");
        }
    }

    /** Told of each entry whose key another one has already. */
    @FunctionalInterface
    interface Duplicates {
        void found(int line, int firstLine);
    }

    /**
     * Writes the hash table.
     *
     * @return true if no key occurred twice, so that the file may be put in its place
     */
    boolean finish(Duplicates duplicates) throws IOException {
        out.flush();
        int size = Integer.highestOneBit(Math.max(2, entries * 2 - 1)) << 1;
        long[] slots = new long[size];
        boolean unique = true;
        for (int i = 0; i < entries; i++) {
            int slot = (int) (index[i] >>> 32) & size - 1;
            while (slots[slot] != 0 && !isSame(slots[slot], index[i])) {
                slot = slot + 1 & size - 1;
            }
            if (slots[slot] == 0) {
                slots[slot] = index[i];
            } else {
                unique = false;
                duplicates.found(line(index[i]), line(slots[slot]));
            }
        }
        for (long slot : slots) {
            out.writeLong(slot);
        }
        out.flush();
        header(size);
        return unique;
    }

    /** Puts the finished file in its place; what others have mapped of the old one stays theirs. */
    void publish() throws IOException {
        channel.force(true);
        Files.move(
                aside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes what was not published. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(aside);
    }

    private void header(int slots) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(DatabaseFile.HEADER);
        header.putLong(DatabaseFile.MAGIC).putInt(DatabaseFile.VERSION).putInt(slots);
        header.putLong(entries).putLong(end).putLong(end + (long) slots * DatabaseFile.SLOT);
        header.putInt((int) crc.getValue());
        CRC32C own = new CRC32C();
        own.update(header.array(), 0, header.position());
        header.putInt((int) own.getValue()).flip();
        while (header.hasRemaining()) {
            channel.write(header, header.position());
        }
    }

    private boolean isSame(long one, long other) throws IOException {
        if (one >>> 32 != other >>> 32) {
            return false;
        }
        return Arrays.equals(key(one), key(other));
    }

    private byte[] key(long indexed) throws IOException {
        int length = read(indexed, 0, Integer.BYTES).getInt(0);
        return read(indexed, DatabaseFile.RECORD_HEADER, length).array();
    }

    private int line(long indexed) throws IOException {
        return read(indexed, 8, Integer.BYTES).getInt(0);
    }

    private ByteBuffer read(long indexed, int offset, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        long at = (indexed & 0xffff_ffffL) + offset;
        while (into.hasRemaining() && channel.read(into, at + into.position()) >= 0) {
            // Reads on until all is there.
        }
        return into;
    }
}
