// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.tubepost.journal.FileOperations;

/**
 * How the store is kept.
 *
 * @param directory of the log and the derived index
 * @param rules what the administrator decided
 * @param patience how long to wait for a partition that is away
 * @param checkpointEvery time between checkpoints; zero for none but those asked for
 * @param segmentOctets size of the log's segments
 * @param limits of memory and log
 * @param indexCacheMegabytes page cache of the derived index
 * @param safety what is kept twice
 * @param files how the log's files are reached; {@link FileOperations#SYSTEM} except in tests
 */
record StoreOptions(
        Path directory,
        StoreRules rules,
        Duration patience,
        Duration checkpointEvery,
        long segmentOctets,
        Maintenance.Limits limits,
        int indexCacheMegabytes,
        Safety safety,
        FileOperations files) {

    /**
     * What is kept twice.
     *
     * @param logCopy directory of the log's second copy; empty for none
     * @param snapshotEvery time between snapshots of the derived index; zero for none
     * @param snapshots how many are kept
     */
    record Safety(Optional<Path> logCopy, Duration snapshotEvery, int snapshots) {
        /** Nothing but the log. */
        static final Safety NONE = new Safety(Optional.empty(), Duration.ZERO, 0);
    }

    /** On the system's files. */
    StoreOptions(
            Path directory,
            StoreRules rules,
            Duration patience,
            Duration checkpointEvery,
            long segmentOctets,
            Maintenance.Limits limits,
            int indexCacheMegabytes,
            Safety safety) {
        this(
                directory,
                rules,
                patience,
                checkpointEvery,
                segmentOctets,
                limits,
                indexCacheMegabytes,
                safety,
                FileOperations.SYSTEM);
    }

    Path log() {
        return directory.resolve("log");
    }

    Path identity() {
        return directory.resolve("identity");
    }

    Path floors() {
        return directory.resolve("floors");
    }

    Path snapshots() {
        return directory.resolve("snapshots");
    }

    Path unsettled() {
        return directory.resolve("unsettled");
    }

    Path index() {
        return directory.resolve("index").resolve("store.mv");
    }
}
