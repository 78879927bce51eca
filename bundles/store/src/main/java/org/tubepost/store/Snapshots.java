// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.store.StoreException;
import org.tubepost.store.index.IndexSnapshot;

/**
 * Snapshots of the derived index: a start that finds no usable index begins with the newest that is
 * whole and replays what is behind it, instead of the whole log; and what a snapshot has is not
 * lost when an older part of the log is. The last few are kept.
 */
final class Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
    private static final String SUFFIX = ".snapshot";

    private final Path directory;
    private final StoreOptions.Safety safety;
    private final Clock clock;

    Snapshots(StoreOptions options, Clock clock) {
        this.directory = options.snapshots();
        this.safety = options.safety();
        this.clock = clock;
    }

    /** All there are, newest first. */
    List<SnapshotFile> all() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            files.forEach(found::add);
        }
        found.sort(Collections.reverseOrder());
        return found.stream().map(SnapshotFile::new).toList();
    }

    /** Writes one if the last one is old, or behind the log's first record and hence useless. */
    void writeIfDue(Maintenance maintenance, long logFirst) {
        if (safety.snapshotEvery().isZero() || maintenance.savedLsn() == 0) {
            return;
        }
        try {
            List<SnapshotFile> all = all();
            if (all.isEmpty()
                    || lsn(all.get(0)) < logFirst - 1
                    || age(all.get(0)).compareTo(safety.snapshotEvery()) > 0) {
                write(maintenance);
            }
        } catch (IOException | RuntimeException failed) {
            LOG.warn("A snapshot of the store's index could not be written", failed);
        }
    }

    /** Writes one now; its sequence number. */
    synchronized long write(Maintenance maintenance) throws IOException {
        Files.createDirectories(directory);
        IndexSnapshot index = maintenance.snapshot();
        try {
            Path path = directory.resolve(String.format("%016x%s", index.lsn(), SUFFIX));
            new SnapshotFile(path).write(index);
            LOG.info("Snapshot of the store's index up to record {}", index.lsn());
        } finally {
            maintenance.close(index);
        }
        List<SnapshotFile> all = all();
        for (SnapshotFile old : all.subList(Math.min(all.size(), kept()), all.size())) {
            Files.deleteIfExists(old.path());
        }
        return index.lsn();
    }

    private int kept() {
        return Math.max(1, safety.snapshots());
    }

    private Duration age(SnapshotFile file) throws IOException {
        Instant written = Files.getLastModifiedTime(file.path()).toInstant();
        return Duration.between(written, clock.instant());
    }

    private static long lsn(SnapshotFile file) {
        String name = file.path().getFileName().toString();
        try {
            return Long.parseUnsignedLong(name.substring(0, name.length() - SUFFIX.length()), 16);
        } catch (NumberFormatException foreign) {
            return -1;
        }
    }

    /** Refuses in the words of the API. */
    long writeNow(Maintenance maintenance) throws StoreException {
        try {
            return write(maintenance);
        } catch (StoreException refused) {
            throw refused;
        } catch (IOException failed) {
            throw new StoreException(
                    StoreException.Code.UNAVAILABLE, "The snapshot cannot be written", failed);
        }
    }
}
