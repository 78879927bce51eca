// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.store.Partition;
import org.tubepost.testkit.PartitionContract;

class SegmentPartitionContractTest extends PartitionContract {
    private SegmentPartition partition;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        PartitionFiles files = new PartitionFiles("contract", folder, 1024 * 1024);
        partition = new SegmentPartition(files.open(), files);
    }

    @AfterEach
    void close() throws IOException {
        partition.close();
    }

    @Override
    protected Partition partition() {
        return partition;
    }
}
