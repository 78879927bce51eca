// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.tubepost.api.message.Content;
import org.tubepost.journal.FileOperations;

/** Partitions with small segments, and contents in them. */
final class PartitionFixture {
    static final long SEGMENT = 64 * 1024;

    private PartitionFixture() {}

    static SegmentPartition open(Path directory) throws IOException {
        return open(directory, FileOperations.SYSTEM);
    }

    static SegmentPartition open(Path directory, FileOperations operations) throws IOException {
        PartitionFiles files = new PartitionFiles("primary", directory, SEGMENT, operations);
        return new SegmentPartition(files.open(), files);
    }

    static byte[] bytes(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static long store(SegmentPartition to, byte[] bytes) throws IOException {
        try (Content content = new BytesContent(bytes)) {
            return to.store(content).toCompletableFuture().join();
        }
    }
}
