// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The derived index of a partition in H2's MVStore: number of a content to its place, stretch to
 * number, and live octets by segment, as of one sequence number of the journal. A cache: when it
 * cannot be used it is made again from the journal. Values carry a checksum.
 */
final class PlaceIndex implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PlaceIndex.class);
    private static final long FORMAT = 1;
    private static final int CACHE_MEGABYTES = 16;
    private static final String LSN = "lsn";
    private static final String FORMAT_KEY = "format";
    private static final String OCTETS = "octets";
    private static final String NUMBERS = "numbers";
    private static final long CHECKED_AT_START = 64L << 20;

    private final MVStore store;
    private final MVMap<Long, byte[]> places;
    private final MVMap<Long, Long> owners;
    private final MVMap<Long, Long> live;
    private final MVMap<String, Long> meta;

    private PlaceIndex(MVStore store) {
        this.store = store;
        this.places =
                store.openMap(
                        "places",
                        new MVMap.Builder<Long, byte[]>()
                                .keyType(LongDataType.INSTANCE)
                                .valueType(ByteArrayDataType.INSTANCE));
        this.owners = longs("owners");
        this.live = longs("live");
        this.meta = store.openMap("meta");
    }

    private MVMap<Long, Long> longs(String name) {
        return store.openMap(
                name,
                new MVMap.Builder<Long, Long>()
                        .keyType(LongDataType.INSTANCE)
                        .valueType(LongDataType.INSTANCE));
    }

    /** Opens the index, or an empty one if it cannot be used. */
    static PlaceIndex open(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        if (Files.deleteIfExists(condemned(file))) {
            LOG.warn("The index {} was found damaged and is made again", file);
            Files.deleteIfExists(file);
        }
        try {
            PlaceIndex index = new PlaceIndex(openStore(file));
            if (index.meta.getOrDefault(FORMAT_KEY, FORMAT) == FORMAT) {
                return index;
            }
            index.store.closeImmediately();
        } catch (RuntimeException unusable) {
            LOG.warn("The index {} cannot be opened and is made again", file, unusable);
        }
        Files.deleteIfExists(file);
        return new PlaceIndex(openStore(file));
    }

    private static MVStore openStore(Path file) {
        MVStore store =
                new MVStore.Builder()
                        .fileName(file.toString())
                        .autoCommitDisabled()
                        .cacheSize(CACHE_MEGABYTES)
                        .open();
        store.setRetentionTime(0);
        store.setVersionsToKeep(0);
        return store;
    }

    /** Has the next start make the index again. */
    static void condemn(Path file) throws IOException {
        if (!Files.exists(condemned(file))) {
            Files.createFile(condemned(file));
        }
    }

    private static Path condemned(Path file) {
        return file.resolveSibling(file.getFileName() + ".damaged");
    }

    /** Sequence number up to which it is complete, 0 when empty. */
    long lsn() {
        return reading(() -> meta.getOrDefault(LSN, 0L));
    }

    /** Octets of all contents. */
    long octets() {
        return reading(() -> meta.getOrDefault(OCTETS, 0L));
    }

    /** Live octets by segment. */
    Map<Long, Long> live() {
        return reading(() -> new TreeMap<>(live));
    }

    /** Place of a content; null if it has none. */
    Place place(long number) {
        return reading(
                () -> {
                    byte[] value = places.get(number);
                    return value == null ? null : Place.decode(unseal(value));
                });
    }

    /**
     * Throws if it is small enough to be read whole at a start and cannot be, or is not what it was
     * when it was written: a damaged key would be a content that seems not to be there.
     */
    void check() {
        reading(
                () -> {
                    if (store.getFileStore().size() <= CHECKED_AT_START && !isWhole()) {
                        throw new IllegalStateException(
                                "Keys of the partition's index are damaged");
                    }
                    return null;
                });
    }

    private boolean isWhole() {
        if (meta.containsKey(LSN) && !meta.containsKey(NUMBERS)) {
            return true; // written before numbers were summed up
        }
        long sum = 0;
        long size = 0;
        var cursor = places.cursor(null);
        while (cursor.hasNext()) {
            long number = cursor.next();
            Place place = Place.decode(unseal(cursor.getValue()));
            sum ^= mixed(number);
            size += place.size();
            for (long stretch : place.stretches()) {
                if (owners.getOrDefault(stretch, 0L) != number) {
                    return false;
                }
            }
        }
        return sum == meta.getOrDefault(NUMBERS, 0L) && size == meta.getOrDefault(OCTETS, 0L);
    }

    private static long mixed(long number) {
        long mixed = (number ^ (number >>> 31)) * 0x9e37_79b9_7f4a_7c15L;
        return mixed ^ (mixed >>> 29);
    }

    /** Content that a stretch belongs to; 0 if none is known. */
    long ownerOf(long stretch) {
        return reading(() -> owners.getOrDefault(stretch, 0L));
    }

    /** Tells numbers below a limit. */
    void forEach(long below, LongConsumer visitor) {
        reading(
                () -> {
                    var numbers = places.keyIterator(null);
                    while (numbers.hasNext()) {
                        long number = numbers.next();
                        if (number >= below) {
                            break;
                        }
                        visitor.accept(number);
                    }
                    return null;
                });
    }

    /**
     * Writes a checkpoint, whole or not at all.
     *
     * @param lsn sequence number that it is complete up to
     * @param octets of all contents
     * @param changed places; null for gone
     * @param liveNow live octets by segment, all of them
     */
    void write(long lsn, long octets, Map<Long, Change> changed, Map<Long, Long> liveNow) {
        quietly(
                () -> {
                    try {
                        boolean summed = !meta.containsKey(LSN) || meta.containsKey(NUMBERS);
                        long[] sum = {meta.getOrDefault(NUMBERS, 0L)};
                        changed.forEach(
                                (number, change) -> {
                                    if (write(number, change)) {
                                        sum[0] ^= mixed(number);
                                    }
                                });
                        if (summed) {
                            meta.put(NUMBERS, sum[0]);
                        }
                        live.clear();
                        live.putAll(liveNow);
                        meta.put(LSN, lsn);
                        meta.put(OCTETS, octets);
                        meta.put(FORMAT_KEY, FORMAT);
                        store.commit();
                        store.sync();
                    } catch (RuntimeException failed) {
                        if (!store.isClosed()) {
                            store.rollback();
                        }
                        throw failed;
                    }
                    return null;
                });
    }

    /**
     * A content's new place.
     *
     * @param place where it is; null for gone
     * @param before where it was when it went, so that its stretches can be forgotten; null if it
     *     is there
     */
    record Change(Place place, Place before) {}

    /** True if the number came or went. */
    private boolean write(long number, Change change) {
        Place named = change.place == null ? change.before : change.place;
        for (long stretch : named.stretches()) {
            if (change.place == null) {
                owners.remove(stretch);
            } else {
                owners.put(stretch, number);
            }
        }
        if (change.place == null) {
            return places.remove(number) != null;
        }
        return places.put(number, seal(change.place.encode())) == null;
    }

    private static byte[] seal(byte[] value) {
        CRC32C crc = new CRC32C();
        crc.update(value);
        return ByteBuffer.allocate(value.length + 4)
                .putInt((int) crc.getValue())
                .put(value)
                .array();
    }

    private static ByteBuffer unseal(byte[] value) {
        CRC32C crc = new CRC32C();
        crc.update(value, 4, value.length - 4);
        ByteBuffer all = ByteBuffer.wrap(value);
        if (all.getInt() != (int) crc.getValue()) {
            throw new IllegalStateException("A value of the partition's index is damaged");
        }
        return all;
    }

    /**
     * What it may come to stays in the file meanwhile, whatever is committed: a cursor of the
     * library goes on in the version with which it began, and holds nothing by itself. Room in the
     * file is not used again before it ends.
     */
    private <T> T reading(Supplier<T> work) {
        return quietly(
                () -> {
                    MVStore.TxCounter version = store.registerVersionUsage();
                    try {
                        return work.get();
                    } finally {
                        store.deregisterVersionUsage(version);
                    }
                });
    }

    /** An interrupt in the library would close its file; it is held back. */
    private static <T> T quietly(Supplier<T> work) {
        boolean interrupted = Thread.interrupted();
        try {
            return work.get();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void closeQuietly() {
        store.closeImmediately();
    }

    @Override
    public void close() {
        quietly(
                () -> {
                    // A reader that ended during the last commit left its version to the next.
                    store.deregisterVersionUsage(store.registerVersionUsage());
                    store.close(0);
                    return null;
                });
    }
}
