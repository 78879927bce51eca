// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By partition, the number below which contents are none of this log's: the partition had them when
 * the log saw it for the first time, and whoever put them there may want them back. They are not
 * taken for orphans.
 *
 * <p>Kept in a file of their own, which is there before the log has its first record: neither an
 * index that is made again nor a kill may forget them. A partition that the file does not name was
 * not seen yet. A store whose log is older than the file has no floors until its index tells what
 * it remembers. Thread-safe.
 */
final class Floors {
    private static final Logger LOG = LoggerFactory.getLogger(Floors.class);
    private static final String END = "end ";

    private final Path file;
    private final Map<String, Long> floors = new TreeMap<>();

    /** False for a log that began before there were floors. */
    private boolean kept;

    private boolean written = true;

    /** Reads the file, if there is one. */
    Floors(Path file) throws IOException {
        this.file = file;
        this.kept = Files.exists(file);
        if (kept) {
            read();
        }
    }

    private void read() throws IOException {
        List<String> lines =
                new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        int last = lines.size() - 1;
        try {
            List<String> entries = lines.subList(0, last);
            if (!lines.get(last).equals(end(entries))) {
                throw new IllegalArgumentException("its checksum is wrong");
            }
            for (String entry : entries) {
                int at = entry.indexOf(' ');
                floors.put(entry.substring(at + 1), Long.parseLong(entry.substring(0, at)));
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException unreadable) {
            LOG.error("{} cannot be read: all that partitions have now is kept", file, unreadable);
            floors.clear();
        }
    }

    /** The log begins anew: it has not seen any partition. Durable when this returns. */
    synchronized void begin() throws IOException {
        if (!kept || !floors.isEmpty()) {
            floors.clear();
            write();
            kept = true;
        }
    }

    /**
     * Has a store that is older than the file get one.
     *
     * @param marks by partition, the number below which its index took every content for settled
     */
    synchronized void adopt(Map<String, Long> marks) throws IOException {
        if (!kept) {
            floors.putAll(marks);
            try {
                write();
                kept = true;
            } finally {
                if (!kept) {
                    floors.clear();
                }
            }
        }
    }

    /**
     * The floor of a partition, which is remembered if it is seen for the first time.
     *
     * @param next the partition's next number
     */
    synchronized long of(String partition, long next) {
        if (!kept) {
            return 0;
        }
        if (floors.putIfAbsent(partition, next) == null) {
            written = false;
        }
        if (!written) {
            try {
                write();
            } catch (IOException failed) {
                // A start that does not find it there takes a higher one.
                LOG.warn("{} cannot be written; it is tried again", file, failed);
            }
        }
        return floors.get(partition);
    }

    /** Partitions that were seen. */
    synchronized Set<String> partitions() {
        return Set.copyOf(floors.keySet());
    }

    private void write() throws IOException {
        List<String> entries =
                floors.entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).toList();
        Path coming = file.resolveSibling(file.getFileName() + ".coming");
        Files.writeString(
                coming,
                joined(entries) + end(entries) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
        DurableRename.rename(coming, file);
        written = true;
    }

    private static String joined(List<String> entries) {
        StringBuilder text = new StringBuilder();
        entries.forEach(entry -> text.append(entry).append('\n'));
        return text.toString();
    }

    private static String end(List<String> entries) {
        CRC32C crc = new CRC32C();
        crc.update(joined(entries).getBytes(StandardCharsets.UTF_8));
        return END + Long.toHexString(crc.getValue());
    }
}
