// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.nio.file.Path;
import java.time.Duration;

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
 */
record StoreOptions(
        Path directory,
        StoreRules rules,
        Duration patience,
        Duration checkpointEvery,
        long segmentOctets,
        Maintenance.Limits limits,
        int indexCacheMegabytes) {

    Path log() {
        return directory.resolve("log");
    }

    Path identity() {
        return directory.resolve("identity");
    }

    Path index() {
        return directory.resolve("index").resolve("store.mv");
    }
}
