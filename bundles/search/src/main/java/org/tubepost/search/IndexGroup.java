// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.SearchIndex.Found;

/**
 * The index of some owners, in a folder of its own (Lucene). Written by one thread, which merges,
 * too; asked by many. What was added can be found after {@link #refresh} and survives a crash after
 * {@link #commit}. A folder that cannot be used, or whose checksums do not agree, is made empty.
 */
final class IndexGroup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexGroup.class);
    private static final String FORMAT = "format";
    private static final double MOST_IN_A_SEGMENT = 1024;

    private final Path path;
    private final String format;
    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final Map<String, Set<MessageKey>> unseen = new HashMap<>();
    private final Places places = new Places();
    private boolean changed;

    private IndexGroup(Path path, String format, double bufferMegabytes) throws IOException {
        this.path = path;
        this.format = format;
        Files.createDirectories(path);
        directory = FSDirectory.open(path);
        try {
            check(directory, format);
            writer = new IndexWriter(directory, config(bufferMegabytes));
            searchers = new SearcherManager(writer, new WithoutCaches());
        } catch (IOException | RuntimeException unusable) {
            directory.close();
            throw unusable;
        }
    }

    /**
     * Opens a folder after a look at all of its octets; takes about a second for a gigabyte.
     *
     * @param format of an index that can be used
     * @param bufferMegabytes memory for what was not written yet
     * @throws IOException if somebody else uses it, or none can be made
     */
    static IndexGroup open(Path path, String format, double bufferMegabytes) throws IOException {
        try {
            return new IndexGroup(path, format, bufferMegabytes);
        } catch (LockObtainFailedException | OverlappingFileLockException used) {
            throw new IOException("somebody else uses " + path, used);
        } catch (IOException | RuntimeException unusable) {
            LOG.warn("The index in {} cannot be used and is made again", path, unusable);
            Folders.delete(path);
            return new IndexGroup(path, format, bufferMegabytes);
        }
    }

    private static void check(Directory directory, String format) throws IOException {
        if (!DirectoryReader.indexExists(directory)) {
            return;
        }
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            String found = reader.getIndexCommit().getUserData().get(FORMAT);
            if (!format.equals(found)) {
                throw new IOException("it has format " + found + " and not " + format);
            }
            for (LeafReaderContext leaf : reader.leaves()) {
                leaf.reader().checkIntegrity();
            }
        }
    }

    private static IndexWriterConfig config(double bufferMegabytes) {
        TieredMergePolicy merges = new TieredMergePolicy();
        merges.setMaxMergedSegmentMB(MOST_IN_A_SEGMENT);
        return new IndexWriterConfig()
                .setRAMBufferSizeMB(bufferMegabytes)
                .setMergePolicy(merges)
                .setMergeScheduler(new SerialMergeScheduler())
                .setUseCompoundFile(false)
                .setCommitOnClose(false);
    }

    /** Adds a message that is not there. */
    void add(String owner, MessageKey key, MessageText text) throws IOException {
        writer.addDocument(text.document(owner, key));
        unseen.computeIfAbsent(owner, o -> new HashSet<>()).add(key);
        changed = true;
    }

    /** Forgets messages of an owner. */
    void remove(String owner, Collection<MessageKey> keys) throws IOException {
        for (MessageKey key : keys) {
            writer.deleteDocuments(new Term(Fields.ID, key.term(owner)));
        }
        changed = true;
        refresh();
    }

    /** Forgets all messages of an owner. */
    void remove(String owner) throws IOException {
        writer.deleteDocuments(new Term(Fields.OWNER, owner));
        changed = true;
        refresh();
    }

    /** Forgets everything. */
    void removeAll() throws IOException {
        writer.deleteAll();
        changed = true;
        refresh();
    }

    /** The message is there. */
    boolean holds(String owner, MessageKey key) throws IOException {
        return unseen.getOrDefault(owner, Set.of()).contains(key)
                || ask(searcher -> GroupSearch.holds(searcher, owner, key));
    }

    /** Messages of an owner that are there, each with the value 0. */
    KeyMap keys(String owner) throws IOException {
        KeyMap keys = ask(searcher -> new GroupSearch(searcher, owner).places());
        keys.setAll(0);
        unseen.getOrDefault(owner, Set.of()).forEach(key -> keys.put(key, 0));
        return keys;
    }

    /** Owners with messages here; may name some whose last message was removed lately. */
    List<String> owners() throws IOException {
        return ask(GroupSearch::owners);
    }

    /** Looks for texts among the messages of an owner. */
    List<Found> find(String owner, MailboxView messages, List<Optional<TextQuery>> texts)
            throws IOException {
        return ask(searcher -> new GroupSearch(searcher, owner).find(messages, texts, places));
    }

    /** Messages, one for each owner. */
    int size() throws IOException {
        return ask(searcher -> searcher.getIndexReader().numDocs());
    }

    /** Octets on disk. */
    long octets() throws IOException {
        return Folders.octets(path);
    }

    private interface Question<T> {
        T put(IndexSearcher searcher) throws IOException;
    }

    private <T> T ask(Question<T> question) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            return question.put(searcher);
        } finally {
            searchers.release(searcher);
        }
    }

    /** Has what was changed found. */
    void refresh() throws IOException {
        searchers.maybeRefreshBlocking();
        unseen.clear();
    }

    /** Writes what was changed to disk. */
    void commit() throws IOException {
        if (changed) {
            writer.setLiveCommitData(Map.of(FORMAT, format).entrySet());
            writer.commit();
            changed = false;
        }
    }

    /** Ends a merge that is going on, and all use; what was not committed is lost. */
    void abort() throws IOException {
        writer.rollback();
    }

    @Override
    public void close() throws IOException {
        try (directory;
                writer) {
            searchers.close();
            if (writer.isOpen()) {
                commit();
            }
        }
    }

    /** Results are used once; their cache would be memory for nothing. */
    private static final class WithoutCaches extends SearcherFactory {
        @Override
        public IndexSearcher newSearcher(IndexReader reader, IndexReader previous)
                throws IOException {
            IndexSearcher searcher = super.newSearcher(reader, previous);
            searcher.setQueryCache(null);
            return searcher;
        }
    }
}
