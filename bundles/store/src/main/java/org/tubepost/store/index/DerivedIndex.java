// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.UsageState;

/**
 * The state of the store as of one log sequence number, in H2's MVStore ({@code
 * docs/decisions/003-derived-index.md}). A cache of the log: it may be deleted while the server is
 * down, and is thrown away when it cannot be read, is of another version, or belongs to another
 * log.
 *
 * <p>Reading is thread-safe; {@link #write} is for one thread at a time and is one atomic commit.
 * Values carry a checksum, so damage is an {@link IndexDamagedException} and never a wrong answer.
 * A thread's interrupt is held back while it is in the library, which would close its file on it.
 */
public final class DerivedIndex implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DerivedIndex.class);
    private static final int COMPACT_MILLIS = 200;

    private final MVStore store;
    private final MetaTable meta;
    private final OwnerTable owners;
    private final UsageTable usages;
    private final ReferenceTable references;
    private final DoomedTable doomed;
    private final BinTable bins;
    private final MailboxTables mailboxes;

    /**
     * What the index as a whole says.
     *
     * @param format version of its form
     * @param storeId log that it belongs to
     * @param lsn sequence number up to which it is complete
     * @param nextMailbox next number for a mailbox
     * @param lastUidValidity newest UIDVALIDITY given out
     */
    public record Meta(
            long format, String storeId, long lsn, long nextMailbox, long lastUidValidity) {}

    private DerivedIndex(MVStore store) {
        this.store = store;
        this.meta = new MetaTable(map("meta"));
        this.owners = new OwnerTable(map("owners"));
        this.usages = new UsageTable(map("usages"));
        this.references = new ReferenceTable(map("contents"));
        this.doomed = new DoomedTable(map("doomed"));
        this.bins = new BinTable(map("bins"));
        this.mailboxes = MailboxTables.of(this::map);
    }

    /**
     * Opens the index, or makes an empty one when there is none that can be used.
     *
     * @param file its file
     * @param cacheMegabytes memory for pages
     * @param storeId log that it must belong to
     */
    public static DerivedIndex open(Path file, int cacheMegabytes, String storeId)
            throws IOException {
        Files.createDirectories(file.getParent());
        Path condemned = condemned(file);
        if (Files.exists(condemned)) {
            LOG.warn("The derived index {} was found damaged and is made again", file);
            Files.deleteIfExists(file);
            Files.delete(condemned);
        }
        try {
            DerivedIndex index = new DerivedIndex(openStore(file, cacheMegabytes));
            Meta meta = index.meta();
            boolean fits = MetaTable.isReadable(meta.format) && meta.storeId.equals(storeId);
            if (fits || meta.lsn == 0) {
                return index;
            }
            LOG.warn("The derived index {} belongs to another log and is made again", file);
            index.store.closeImmediately();
        } catch (RuntimeException unusable) {
            LOG.warn("The derived index {} cannot be opened and is made again", file, unusable);
        }
        Files.deleteIfExists(file);
        return new DerivedIndex(openStore(file, cacheMegabytes));
    }

    private static MVStore openStore(Path file, int cacheMegabytes) {
        MVStore store =
                new MVStore.Builder()
                        .fileName(file.toString())
                        .autoCommitDisabled()
                        .cacheSize(cacheMegabytes)
                        .open();
        store.setRetentionTime(0);
        store.setVersionsToKeep(0);
        return store;
    }

    /** Has the next start make the index again. */
    public static void condemn(Path file) throws IOException {
        if (!Files.exists(condemned(file))) {
            Files.createFile(condemned(file));
        }
    }

    /** Takes back what {@link #condemn} said. */
    public static void pardon(Path file) throws IOException {
        Files.deleteIfExists(condemned(file));
    }

    private static Path condemned(Path file) {
        return file.resolveSibling(file.getFileName() + ".damaged");
    }

    private MVMap<byte[], byte[]> map(String name) {
        return store.openMap(
                name,
                new MVMap.Builder<byte[], byte[]>()
                        .keyType(ByteArrayDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    /** The index as a whole; sequence number 0 when it is empty. */
    public Meta meta() {
        return reading(meta::read);
    }

    /**
     * Compares the number of entries with what was noted when they were written, so that a map
     * whose name or root is lost is not taken for an empty one. Costs nothing in large indexes.
     */
    public void checkCounts() {
        reading(
                () -> {
                    List<Long> found = counts();
                    if (!found.equals(meta.counts(found.size()))) {
                        throw new IndexDamagedException("The derived index lacks entries");
                    }
                    return null;
                });
    }

    private List<Long> counts() {
        return counted().stream().map(MVMap::sizeAsLong).toList();
    }

    private List<MVMap<byte[], byte[]>> counted() {
        return Stream.concat(
                        Stream.of(
                                owners.map(),
                                usages.map(),
                                references.map(),
                                doomed.map(),
                                bins.map()),
                        mailboxes.maps().stream())
                .toList();
    }

    /** An owner. */
    public Optional<OwnerState> owner(String id) {
        return reading(() -> owners.read(id));
    }

    /** What an owner keeps; empty where it was never counted. */
    public Optional<UsageState> usage(String owner) {
        return reading(() -> usages.read(owner));
    }

    /** Ids of all owners. */
    public List<String> owners() {
        return reading(owners::ids);
    }

    /** Ids of those owners who have a folder, in their order; no state is made of what is read. */
    public List<String> ownersWithFolder() {
        return reading(owners::withFolder);
    }

    /** A mailbox, whole. */
    public Optional<MailboxState> mailbox(long id) {
        return reading(() -> mailboxes.read(id));
    }

    /** Numbers of all mailboxes. */
    public List<Long> mailboxes() {
        return reading(mailboxes::ids);
    }

    /** Mailboxes of which a user who is not the owner has read something. */
    public List<Long> readBy(String user) {
        return reading(() -> mailboxes.readBy(user));
    }

    /**
     * Bins with something that was expunged before a time.
     *
     * @param before seconds since 1970
     * @param after number of the bin that was told last; 0 to begin
     * @param atMost how many are wanted
     * @return their numbers, in the index's order
     */
    public List<Long> bins(long before, long after, int atMost) {
        return reading(() -> bins.due(before, after, atMost));
    }

    /** How many messages use a content. */
    public long references(ContentLocator content) {
        return reading(() -> references.count(content));
    }

    /** Contents that no message uses, and of which no partition said that it released them. */
    public List<ContentLocator> doomed() {
        return reading(doomed::all);
    }

    /** By partition, the number below which every content is used or doomed. */
    public Map<String, Long> settled() {
        return reading(meta::settled);
    }

    /**
     * Writes a checkpoint, whole or not at all.
     *
     * @return contents that no message uses any more
     */
    public List<ContentLocator> write(Checkpoint checkpoint) {
        return reading(
                () -> {
                    List<ContentLocator> unused = new ArrayList<>();
                    try {
                        checkpoint.owners().forEach(owners::write);
                        checkpoint.mailboxes().forEach(this::writeMailbox);
                        checkpoint.usages().forEach(usages::write);
                        writeReferences(checkpoint, unused);
                        checkpoint.released().forEach(doomed::remove);
                        meta.write(checkpoint, counts());
                        store.commit();
                        store.sync();
                    } catch (RuntimeException failed) {
                        rollback();
                        throw failed;
                    }
                    return unused;
                });
    }

    /** The index as it is now, however it goes on; not while {@link #write} runs. */
    public IndexSnapshot snapshot() {
        return reading(
                () -> {
                    MVStore.TxCounter usage = store.registerVersionUsage();
                    return new IndexSnapshot(
                            meta(),
                            new OwnerTable(frozen(owners.map())),
                            new ReferenceTable(frozen(references.map())),
                            new DoomedTable(frozen(doomed.map())),
                            new BinTable(frozen(bins.map())),
                            mailboxes.at(this::frozen),
                            () -> store.deregisterVersionUsage(usage));
                });
    }

    /** Whether everything in it can be read and belongs together; reads it whole. */
    public void check() {
        reading(
                () -> {
                    doomed.all();
                    IndexCheck.run(owners, mailboxes, references, bins);
                    return null;
                });
    }

    /** The largest number of a content that it knows of each partition. */
    public Map<String, Long> lastNumbers() {
        return reading(
                () -> {
                    Map<String, Long> last = new TreeMap<>();
                    for (MVMap<byte[], byte[]> map : List.of(references.map(), doomed.map())) {
                        byte[] key = map.lastKey();
                        while (key != null) {
                            ContentLocator content = Keys.content(key);
                            last.merge(content.partition(), content.number(), Math::max);
                            key = map.lowerKey(Keys.of(new ContentLocator(content.partition(), 0)));
                        }
                    }
                    return last;
                });
    }

    /** Share of pages that were found in memory, in hundredths. */
    public int cacheHitPercent() {
        return store.getFileStore().getCacheHitRatio();
    }

    private MVMap<byte[], byte[]> frozen(MVMap<byte[], byte[]> map) {
        return map.openVersion(store.getCurrentVersion());
    }

    /**
     * Gives room back to the file system, for a moment; called when there is nothing else to do.
     */
    public void compact() {
        reading(
                () -> {
                    store.compactFile(COMPACT_MILLIS);
                    return null;
                });
    }

    /** Octets of the file. */
    public long octets() {
        return store.getFileStore().size();
    }

    @Override
    public void close() {
        reading(
                () -> {
                    store.close(0);
                    return null;
                });
    }

    /** Closes without writing anything; for an index that is not used after all. */
    public void closeQuietly() {
        store.closeImmediately();
    }

    private void rollback() {
        if (!store.isClosed()) {
            store.rollback();
        }
    }

    private void writeMailbox(Checkpoint.Change<MailboxState> change) {
        mailboxes.write(change.before(), change.after());
        bins.write(change.before(), change.after());
    }

    private void writeReferences(Checkpoint checkpoint, List<ContentLocator> unused) {
        checkpoint
                .references()
                .forEach(
                        (content, more) -> {
                            if (!references.add(content, more)) {
                                doomed.add(content);
                                unused.add(content);
                            }
                        });
    }

    static <T> T reading(Supplier<T> work) {
        boolean interrupted = Thread.interrupted();
        try {
            return work.get();
        } catch (IndexDamagedException damaged) {
            throw damaged;
        } catch (RuntimeException damaged) {
            throw new IndexDamagedException("The derived index cannot be used", damaged);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
