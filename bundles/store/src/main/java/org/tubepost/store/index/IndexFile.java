// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.index;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/**
 * The file of the derived index: maps, and commits that are whole or did not happen. Whatever the
 * library throws is an {@link IndexDamagedException}. A thread's interrupt is held back while it is
 * in the library, which would close its file on it.
 */
final class IndexFile {
    private static final int COMPACT_MILLIS = 200;

    private final MVStore store;
    private boolean synced = true;

    private IndexFile(MVStore store) {
        this.store = store;
    }

    static IndexFile open(Path file, int cacheMegabytes) {
        MVStore store =
                new MVStore.Builder()
                        .fileName(file.toString())
                        .autoCommitDisabled()
                        .cacheSize(cacheMegabytes)
                        .open();
        store.setRetentionTime(0);
        store.setVersionsToKeep(0);
        return new IndexFile(store);
    }

    MVMap<byte[], byte[]> map(String name) {
        return store.openMap(
                name,
                new MVMap.Builder<byte[], byte[]>()
                        .keyType(ByteArrayDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    /** A map as it is now, to be read as long as {@link #hold} says. */
    MVMap<byte[], byte[]> frozen(MVMap<byte[], byte[]> map) {
        return map.openVersion(store.getCurrentVersion());
    }

    /** Keeps what maps have now until it is run; room in the file is not used again meanwhile. */
    Runnable hold() {
        MVStore.TxCounter usage = store.registerVersionUsage();
        return () -> store.deregisterVersionUsage(usage);
    }

    /** Commits what is changed, or nothing of it; not durable before {@link #sync}. */
    void commit(Runnable changes) {
        try {
            changes.run();
            store.commit();
            synced = false;
        } catch (RuntimeException failed) {
            if (!store.isClosed()) {
                store.rollback();
            }
            throw failed;
        }
    }

    /** Makes what was committed durable; may be tried again when it fails. */
    void sync() {
        if (!synced) {
            guarded(
                    () -> {
                        store.sync();
                        return null;
                    });
            synced = true;
        }
    }

    boolean isSynced() {
        return synced;
    }

    /** Share of pages that were found in memory, in hundredths. */
    int cacheHitPercent() {
        return store.getFileStore().getCacheHitRatio();
    }

    long octets() {
        return store.getFileStore().size();
    }

    /** Gives room back to the file system, for a moment. */
    void compact() {
        guarded(
                () -> {
                    store.compactFile(COMPACT_MILLIS);
                    return null;
                });
    }

    void close() {
        guarded(
                () -> {
                    // A reader that ended during the last commit left its version to the next.
                    hold().run();
                    store.close(0);
                    return null;
                });
    }

    /** Closes without writing anything. */
    void closeQuietly() {
        store.closeImmediately();
    }

    /**
     * Reads. What it may come to stays in the file meanwhile, whatever is committed: a cursor of
     * the library goes on in the version with which it began, and holds nothing by itself.
     */
    <T> T read(Supplier<T> work) {
        return guarded(
                () -> {
                    Runnable end = hold();
                    try {
                        return work.get();
                    } finally {
                        end.run();
                    }
                });
    }

    /** Work in the library: the class says what becomes of its failures and of an interrupt. */
    static <T> T guarded(Supplier<T> work) {
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
