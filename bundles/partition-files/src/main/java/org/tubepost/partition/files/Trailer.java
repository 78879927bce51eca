// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;
import org.tubepost.api.message.Summary;

/**
 * What a file has behind the octets of its message: the summary, and a footer of {@value #FOOTER}
 * octets with lengths and checksums. A file that was torn has no footer that fits its length, so
 * that no file is taken for a message which is not whole.
 *
 * @param summary what the scanner found; its size is that of the message
 * @param checksum CRC-32C of the message's octets
 */
record Trailer(Summary summary, int checksum) {
    private static final int FOOTER = 32;
    private static final long MAGIC = 0x5475_6265_706f_7374L;
    private static final int VERSION = 1;
    private static final int FIRST_READ = 2048;

    /** The octets: summary, magic, version, length of the summary, octets, two checksums. */
    ByteBuffer encode() {
        ByteBuffer found = summary.encode();
        ByteBuffer all = ByteBuffer.allocate(found.remaining() + FOOTER);
        int length = found.remaining();
        all.put(found).putLong(MAGIC).putInt(VERSION).putInt(length).putLong(summary.size());
        all.putInt(checksum);
        all.putInt(checksumOf(all.duplicate().flip()));
        return all.flip();
    }

    /**
     * Reads it.
     *
     * @throws IOException if the file cannot be read, or does not end with a trailer of its own
     */
    static Trailer read(FileChannel file) throws IOException {
        long size = file.size();
        ByteBuffer end = tail(file, size, Math.min(size, FIRST_READ));
        long octets = octets(end, size);
        int length = (int) (size - octets);
        if (length > end.limit()) {
            end = tail(file, size, length);
        }
        ByteBuffer all = end.slice(end.limit() - length, length);
        ByteBuffer sealed = all.slice(0, length - 4);
        if (checksumOf(sealed) != all.getInt(length - 4)) {
            throw new IOException("its trailer is damaged");
        }
        try {
            Summary summary = Summary.decode(all.slice(0, length - FOOTER));
            return new Trailer(summary, all.getInt(length - 8));
        } catch (IllegalArgumentException unknown) {
            throw new IOException("its summary cannot be read", unknown);
        }
    }

    /** Octets of the message in a file; only the footer is read. */
    static long octets(FileChannel file) throws IOException {
        long size = file.size();
        return octets(tail(file, size, Math.min(size, FOOTER)), size);
    }

    private static long octets(ByteBuffer end, long size) throws IOException {
        int at = end.limit() - FOOTER;
        if (at < 0 || end.getLong(at) != MAGIC) {
            throw new IOException("it is not whole");
        }
        if (end.getInt(at + 8) != VERSION) {
            throw new IOException("it is of version " + end.getInt(at + 8));
        }
        long octets = end.getLong(at + 16);
        int summary = end.getInt(at + 12);
        if (octets < 0 || summary < 0 || octets + summary + FOOTER != size) {
            throw new IOException("its length is wrong");
        }
        return octets;
    }

    private static ByteBuffer tail(FileChannel file, long size, long length) throws IOException {
        ByteBuffer end = ByteBuffer.allocate((int) length);
        while (end.hasRemaining()) {
            if (file.read(end, size - length + end.position()) < 0) {
                throw new IOException("it became shorter");
            }
        }
        return end.flip();
    }

    private static int checksumOf(ByteBuffer octets) {
        CRC32C crc = new CRC32C();
        crc.update(octets);
        return (int) crc.getValue();
    }

    /** Compares the message's octets with their checksum. */
    void verify(FileChannel file) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer piece = ByteBuffer.allocateDirect((int) Math.min(1 << 16, summary.size()));
        for (long at = 0; at < summary.size(); ) {
            piece.clear().limit((int) Math.min(piece.capacity(), summary.size() - at));
            int got = file.read(piece, at);
            if (got < 0) {
                throw new IOException("it became shorter");
            }
            crc.update(piece.flip());
            at += got;
        }
        if ((int) crc.getValue() != checksum) {
            throw new IOException("its checksum is wrong");
        }
    }
}
