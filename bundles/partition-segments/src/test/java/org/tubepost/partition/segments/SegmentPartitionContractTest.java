// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tubepost.api.store.Partition;
import org.tubepost.journal.FileOperations;
import org.tubepost.testkit.PartitionContract;

/** With segments so small that there are many. */
class SegmentPartitionContractTest extends PartitionContract {
    private static final long SEGMENT = 64 * 1024;

    @Override
    protected Partition open(Path home) throws IOException {
        PartitionFiles files = new PartitionFiles("contract", home, SEGMENT, FileOperations.SYSTEM);
        return new SegmentPartition(files.open(), files);
    }

    @Override
    protected void close(Partition opened) throws IOException {
        ((SegmentPartition) opened).close();
    }

    @Override
    protected void settle(Partition opened) {
        ((SegmentPartition) opened).upkeep().round();
    }

    @Override
    protected void deleteDerived(Path home) throws IOException {
        Files.delete(home.resolve("index").resolve("places.mv"));
    }
}
