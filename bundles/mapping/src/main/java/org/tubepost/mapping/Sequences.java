// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The numbers behind {@code $#name|…#} in mapping tables: each is given once, also across crashes.
 * A file for each sequence holds the first number that no block has reserved; it is on disk before
 * a number of the block is given, so a crash loses at most the rest of a block. Sequences begin
 * with 1. Thread-safe; blocks on the disk once in {@value #BLOCK} numbers.
 */
final class Sequences {
    static final int BLOCK = 1000;

    private final Path folder;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();

    Sequences(Path folder) {
        this.folder = folder;
    }

    /** The next number; in a rehearsal the one that would be given, which stays the next. */
    long next(String name, boolean rehearsal) throws IOException {
        return counters.computeIfAbsent(name, n -> new Counter(folder.resolve(n))).next(rehearsal);
    }

    /** One sequence. */
    private static final class Counter {
        private final Path file;
        private long next;
        private long reserved;

        Counter(Path file) {
            this.file = file;
        }

        synchronized long next(boolean rehearsal) throws IOException {
            if (next == reserved) {
                long stored = stored();
                if (rehearsal) {
                    return stored;
                }
                store(Math.addExact(stored, BLOCK));
                next = stored;
                reserved = stored + BLOCK;
            }
            return rehearsal ? next : next++;
        }

        private long stored() throws IOException {
            if (Files.notExists(file)) {
                return 1;
            }
            String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException damaged) {
                throw new IOException(
                        "the file of sequence " + file.getFileName() + " holds no number", damaged);
            }
        }

        private void store(long value) throws IOException {
            Files.createDirectories(file.getParent());
            Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
            try (FileChannel out =
                    FileChannel.open(
                            fresh,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer text =
                        ByteBuffer.wrap((value + "\n").getBytes(StandardCharsets.US_ASCII));
                while (text.hasRemaining()) {
                    out.write(text);
                }
                out.force(true);
            }
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel entry = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
                entry.force(true);
            }
        }
    }
}
