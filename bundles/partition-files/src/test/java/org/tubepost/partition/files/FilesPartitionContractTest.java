// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tubepost.api.store.Partition;
import org.tubepost.testkit.PartitionContract;

class FilesPartitionContractTest extends PartitionContract {

    @Override
    protected Partition open(Path home) throws IOException {
        return new FilesPartition(Settings.of(home));
    }

    @Override
    protected void close(Partition opened) throws IOException {
        ((FilesPartition) opened).close();
    }

    @Override
    protected void settle(Partition opened) throws InterruptedException {
        ((FilesPartition) opened).census().await();
    }

    @Override
    protected void deleteDerived(Path home) throws IOException {
        Files.delete(home.resolve("figures"));
    }
}
