// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Facts of headers in a file (H2 MVStore) that may be deleted at any time while the server does not
 * run. Nothing depends on it but speed: what cannot be read is as if it were not there, a file that
 * cannot be used is made again, one that has grown too large begins anew. Thread-safe.
 */
final class HeaderFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeaderFile.class);
    private static final int CACHE_MEGABYTES = 16;
    private static final int CHECK_EVERY = 10_000;

    private final long maxOctets;
    private final MVStore store;
    private final MVMap<String, byte[]> facts;
    private int untilCheck = CHECK_EVERY;
    private volatile boolean broken;

    private HeaderFile(MVStore store, long maxOctets) {
        this.store = store;
        this.maxOctets = maxOctets;
        try {
            this.facts = store.openMap("facts");
        } catch (MVStoreException unusable) {
            store.closeImmediately();
            throw unusable;
        }
    }

    /**
     * Opens it, or makes an empty one when there is none that can be used. Where none can be made
     * either, nothing is kept.
     *
     * @param maxOctets size of the file beyond which it begins anew
     */
    static HeaderFile open(Path path, long maxOctets) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            return openOrMake(path, maxOctets);
        } catch (IOException | MVStoreException hopeless) {
            LOG.warn("{} cannot be made: sorting has to read messages", path, hopeless);
            HeaderFile nothing = new HeaderFile(new MVStore.Builder().open(), maxOctets);
            nothing.broken = true;
            return nothing;
        }
    }

    private static HeaderFile openOrMake(Path path, long maxOctets) throws IOException {
        try {
            return new HeaderFile(openStore(path), maxOctets);
        } catch (MVStoreException unusable) {
            LOG.warn("{} cannot be used and is made again", path, unusable);
            Files.deleteIfExists(path);
            return new HeaderFile(openStore(path), maxOctets);
        }
    }

    private static MVStore openStore(Path path) {
        MVStore store =
                new MVStore.Builder().fileName(path.toString()).cacheSize(CACHE_MEGABYTES).open();
        store.setVersionsToKeep(0);
        return store;
    }

    /** What is known of a content; null if nothing. */
    byte[] get(String key) {
        try {
            return broken ? null : facts.get(key);
        } catch (MVStoreException failed) {
            failed(failed);
            return null;
        }
    }

    /** Keeps it; on disk within a second or so. */
    void put(String key, byte[] packed) {
        if (broken) {
            return;
        }
        try {
            facts.put(key, packed);
            checkSize();
        } catch (MVStoreException failed) {
            failed(failed);
        }
    }

    private synchronized void checkSize() {
        if (--untilCheck > 0) {
            return;
        }
        untilCheck = CHECK_EVERY;
        if (store.getFileStore().size() > maxOctets) {
            LOG.info("The file of header facts has grown too large and begins anew");
            facts.clear();
        }
    }

    /** Facts, and texts of contents, that it knows. */
    int entries() {
        return facts.size();
    }

    private void failed(MVStoreException failure) {
        if (!broken) {
            broken = true;
            LOG.warn("The file of header facts is not used any more", failure);
        }
    }

    @Override
    public void close() {
        broken = true;
        try {
            store.close();
        } catch (MVStoreException failed) {
            LOG.warn("The file of header facts cannot be closed", failed);
        }
    }
}
