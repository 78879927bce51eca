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
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
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
 * <p>Reading is thread-safe; {@link #write} and {@link #sync} are for one thread at a time. A write
 * is one atomic commit. Values carry a checksum, so damage is an {@link IndexDamagedException} and
 * never a wrong answer.
 */
public final class DerivedIndex implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DerivedIndex.class);

    private final IndexFile file;
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

    private DerivedIndex(IndexFile file) {
        this.file = file;
        this.meta = new MetaTable(file.map("meta"));
        this.owners = new OwnerTable(file.map("owners"));
        this.usages = new UsageTable(file.map("usages"));
        this.references = new ReferenceTable(file.map("contents"));
        this.doomed = new DoomedTable(file.map("doomed"));
        this.bins = new BinTable(file.map("bins"));
        this.mailboxes = MailboxTables.of(file::map);
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
            DerivedIndex index = new DerivedIndex(IndexFile.open(file, cacheMegabytes));
            Meta meta = index.meta();
            boolean fits = MetaTable.isReadable(meta.format) && meta.storeId.equals(storeId);
            if (fits || meta.lsn == 0) {
                return index;
            }
            LOG.warn("The derived index {} belongs to another log and is made again", file);
            index.closeQuietly();
        } catch (RuntimeException unusable) {
            LOG.warn("The derived index {} cannot be opened and is made again", file, unusable);
        }
        Files.deleteIfExists(file);
        return new DerivedIndex(IndexFile.open(file, cacheMegabytes));
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

    /** The index as a whole; sequence number 0 when it is empty. */
    public Meta meta() {
        return file.read(meta::read);
    }

    /**
     * Compares the number of entries with what was noted when they were written, so that a map
     * whose name or root is lost is not taken for an empty one. Costs nothing in large indexes.
     */
    public void checkCounts() {
        file.read(
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
        return file.read(() -> owners.read(id));
    }

    /** What an owner keeps; empty where it was never counted. */
    public Optional<UsageState> usage(String owner) {
        return file.read(() -> usages.read(owner));
    }

    /** Ids of all owners. */
    public List<String> owners() {
        return file.read(owners::ids);
    }

    /** Ids of those owners who have a folder, in their order; no state is made of what is read. */
    public List<String> ownersWithFolder() {
        return file.read(owners::withFolder);
    }

    /** A mailbox, whole. */
    public Optional<MailboxState> mailbox(long id) {
        return file.read(() -> mailboxes.read(id));
    }

    /** Numbers of all mailboxes. */
    public List<Long> mailboxes() {
        return file.read(mailboxes::ids);
    }

    /** Mailboxes of which a user who is not the owner has read something. */
    public List<Long> readBy(String user) {
        return file.read(() -> mailboxes.readBy(user));
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
        return file.read(() -> bins.due(before, after, atMost));
    }

    /** How many messages use a content. */
    public long references(ContentLocator content) {
        return file.read(() -> references.count(content));
    }

    /** Contents that no message uses, and of which no partition said that it released them. */
    public List<ContentLocator> doomed() {
        return file.read(doomed::all);
    }

    /** By partition, the number below which every content is used or doomed. */
    public Map<String, Long> settled() {
        return file.read(meta::settled);
    }

    /**
     * Writes a checkpoint, whole or not at all. From now on the index has it, and it must not be
     * written again; what is gone for good because of it waits for {@link #sync}.
     *
     * @return contents that no message uses any more
     */
    public List<ContentLocator> write(Checkpoint checkpoint) {
        return IndexFile.guarded(
                () -> {
                    List<ContentLocator> unused = new ArrayList<>();
                    file.commit(() -> write(checkpoint, unused));
                    return unused;
                });
    }

    /** Makes what was written durable; may be tried again when it fails. */
    public void sync() {
        file.sync();
    }

    /** True when a crash leaves what was written last. */
    public boolean isSynced() {
        return file.isSynced();
    }

    /** The index as it is now, however it goes on; not while {@link #write} runs. */
    public IndexSnapshot snapshot() {
        return IndexFile.guarded(
                () -> {
                    Runnable end = file.hold();
                    return new IndexSnapshot(
                            meta(),
                            new OwnerTable(file.frozen(owners.map())),
                            new ReferenceTable(file.frozen(references.map())),
                            new DoomedTable(file.frozen(doomed.map())),
                            new BinTable(file.frozen(bins.map())),
                            mailboxes.at(file::frozen),
                            end);
                });
    }

    /** Whether everything in it can be read and belongs together; reads it whole. */
    public void check() {
        file.read(
                () -> {
                    doomed.all();
                    IndexCheck.run(owners, mailboxes, references, bins);
                    return null;
                });
    }

    /** The largest number of a content that it knows of each partition. */
    public Map<String, Long> lastNumbers() {
        return file.read(
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
        return file.cacheHitPercent();
    }

    /**
     * Gives room back to the file system, for a moment; called when there is nothing else to do.
     */
    public void compact() {
        file.compact();
    }

    /** Octets of the file. */
    public long octets() {
        return file.octets();
    }

    @Override
    public void close() {
        file.close();
    }

    /** Closes without writing anything; for an index that is not used after all. */
    public void closeQuietly() {
        file.closeQuietly();
    }

    private void write(Checkpoint checkpoint, List<ContentLocator> unused) {
        checkpoint.owners().forEach(owners::write);
        checkpoint.mailboxes().forEach(this::writeMailbox);
        checkpoint.usages().forEach(usages::write);
        writeReferences(checkpoint, unused);
        checkpoint.released().forEach(doomed::remove);
        meta.write(checkpoint, counts());
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
}
