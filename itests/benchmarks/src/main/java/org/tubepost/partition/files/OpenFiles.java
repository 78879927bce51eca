// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.tubepost.api.store.Partition;
import org.tubepost.testkit.ComponentSettings;

/**
 * A partition of files as the container opens it, without a container.
 *
 * @param partition opened
 * @param closing closes it
 */
public record OpenFiles(Partition partition, AutoCloseable closing) {

    /** Opens it in a folder. */
    public static OpenFiles in(Path folder) throws IOException {
        FilesPartition partition =
                new FilesPartition(
                        ComponentSettings.of(
                                FilesPartitionSettings.class,
                                Map.of(
                                        "partition_name",
                                        "measured",
                                        "directory",
                                        folder.toString())));
        return new OpenFiles(partition, partition::close);
    }
}
